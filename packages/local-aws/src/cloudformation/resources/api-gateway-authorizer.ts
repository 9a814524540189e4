import { IDENTITY_SOURCE } from '../../api-gateway/identity-source.ts';
import type { JwtAuthorizerSettings } from '../../api-gateway/jwt-authorizer.ts';
import type { ResourceRequest, ResourceType } from '../resource-type.ts';
import { TemplateError } from '../template-error.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-authorizer.html */
export const authorizer: ResourceType = {
  properties: ['ApiId', 'Name', 'AuthorizerType', 'IdentitySource', 'JwtConfiguration'],
  replacing: ['ApiId'],
  async create(request) {
    const { properties, services } = request;
    const apiId = properties.text('ApiId');
    const authorizerId = await services.httpApis.createAuthorizer(apiId, settingsOf(request));
    return { physicalId: authorizerId, attributes: { AuthorizerId: authorizerId } };
  },
  async update(request) {
    const { previous, properties, services } = request;
    const apiId = properties.text('ApiId');
    await services.httpApis.updateAuthorizer(apiId, previous.physicalId, settingsOf(request));
    return previous;
  },
  delete({ physicalId, properties, services }) {
    services.httpApis.deleteAuthorizer(properties.text('ApiId'), physicalId);
  },
};

function settingsOf({ logicalId, properties }: ResourceRequest): JwtAuthorizerSettings {
  properties.text('Name');
  properties.oneOf('AuthorizerType', ['JWT']);
  const [source, ...more] = properties.texts('IdentitySource');
  if (source !== IDENTITY_SOURCE || more.length > 0) {
    throw new TemplateError(
      `${logicalId}: the local AWS supports only the IdentitySource ${IDENTITY_SOURCE}`,
    );
  }
  const configuration = properties.object('JwtConfiguration', ['Audience', 'Issuer']);
  return { issuer: configuration.text('Issuer'), audience: configuration.texts('Audience') };
}
