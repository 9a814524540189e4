import { DEFAULT_STAGE } from '../../api-gateway/http-api.ts';
import type { ResourceRequest, ResourceType } from '../resource-type.ts';
import { TemplateError } from '../template-error.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-domainname.html */
export const domainName: ResourceType = {
  properties: ['DomainName', 'DomainNameConfigurations'],
  tags: 'object',
  replacing: ['DomainName'],
  create(request) {
    const { properties, services } = request;
    checkConfiguration(request);
    const name = properties.text('DomainName');
    const target = services.httpApis.domainNames.create(name);
    return {
      physicalId: name,
      attributes: {
        RegionalDomainName: target.domainName,
        RegionalHostedZoneId: target.hostedZoneId,
      },
    };
  },
  update(request) {
    checkConfiguration(request);
    return request.previous;
  },
  delete({ physicalId, services }) {
    services.httpApis.domainNames.delete(physicalId);
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-apimapping.html */
export const apiMapping: ResourceType = {
  properties: ['ApiId', 'DomainName', 'Stage'],
  replacing: ['DomainName'],
  create({ properties, services }) {
    properties.oneOf('Stage', [DEFAULT_STAGE]);
    const { domainNames } = services.httpApis;
    const mappingId = domainNames.map(properties.text('DomainName'), properties.text('ApiId'));
    return { physicalId: mappingId, attributes: { ApiMappingId: mappingId } };
  },
  update({ previous, properties, services }) {
    properties.oneOf('Stage', [DEFAULT_STAGE]);
    const { domainNames } = services.httpApis;
    const from = previous.properties.text('ApiId');
    domainNames.remap(properties.text('DomainName'), from, properties.text('ApiId'));
    return previous;
  },
  delete({ properties, services }) {
    const { domainNames } = services.httpApis;
    domainNames.unmap(properties.text('DomainName'), properties.text('ApiId'));
  },
};

/** Certificates are not checked. */
function checkConfiguration({ logicalId, properties }: ResourceRequest): void {
  const [configuration, ...others] = properties.objects('DomainNameConfigurations', [
    'CertificateArn',
    'EndpointType',
    'SecurityPolicy',
  ]);
  if (configuration === undefined || others.length > 0) {
    throw new TemplateError(
      `${logicalId}: the local AWS supports exactly one domain name configuration`,
    );
  }
  configuration.text('CertificateArn');
  configuration.oneOf('EndpointType', ['REGIONAL']);
  configuration.oneOf('SecurityPolicy', ['TLS_1_2']);
}
