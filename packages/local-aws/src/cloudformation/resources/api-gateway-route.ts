import type { RouteAuthorization } from '../../api-gateway/http-api.ts';
import type { RouteSettings } from '../../api-gateway/http-apis.ts';
import type { Properties } from '../properties.ts';
import type { ResourceRequest, ResourceType } from '../resource-type.ts';
import { TemplateError } from '../template-error.ts';

const TARGET = /^integrations\/(\w+)$/;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-route.html */
export const route: ResourceType = {
  properties: [
    'ApiId',
    'RouteKey',
    'Target',
    'AuthorizationType',
    'AuthorizerId',
    'AuthorizationScopes',
  ],
  replacing: ['ApiId'],
  create(request) {
    const { properties, services } = request;
    const apiId = properties.text('ApiId');
    const routeId = services.httpApis.createRoute(apiId, routeOf(request));
    return { physicalId: routeId, attributes: { RouteId: routeId } };
  },
  update(request) {
    const { previous, properties, services } = request;
    const apiId = properties.text('ApiId');
    services.httpApis.updateRoute(apiId, previous.physicalId, routeOf(request));
    return previous;
  },
  delete({ physicalId, properties, services }) {
    services.httpApis.deleteRoute(properties.text('ApiId'), physicalId);
  },
};

function routeOf({ logicalId, properties }: ResourceRequest): RouteSettings {
  const authorization = authorizationOf(logicalId, properties);
  const [, integrationId] = TARGET.exec(properties.text('Target')) ?? [];
  if (integrationId === undefined) {
    throw new TemplateError(`${logicalId}.Target must be integrations/ID`);
  }
  return { routeKey: properties.text('RouteKey'), integrationId, authorization };
}

function authorizationOf(logicalId: string, properties: Properties): RouteAuthorization {
  const type = properties.oneOf('AuthorizationType', ['AWS_IAM', 'JWT', 'NONE']);
  const authorizerId = properties.optionalText('AuthorizerId');
  const scopes = properties.texts('AuthorizationScopes');
  if (type === 'JWT') {
    return { type, authorizerId: properties.text('AuthorizerId'), scopes };
  }
  if (authorizerId !== undefined || scopes.length > 0) {
    throw new TemplateError(
      `${logicalId}: only routes with AuthorizationType JWT can have AuthorizerId and AuthorizationScopes`,
    );
  }
  return { type };
}
