import { DEFAULT_STAGE, type StageSettings } from '../../api-gateway/http-api.ts';
import type { Properties } from '../properties.ts';
import type { ResourceType } from '../resource-type.ts';
import { TemplateError } from '../template-error.ts';

/** Milliseconds. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_INTEGRATION_TIMEOUT = 30_000;
const MIN_INTEGRATION_TIMEOUT = 50;

const TARGET = /^integrations\/(\w+)$/;
const LOG_GROUP_ARN = /^arn:[\w-]+:logs:[\w-]+:\d{12}:log-group:([^:]+)(:\*)?$/;

export const api: ResourceType = {
  properties: ['Name', 'Description', 'ProtocolType'],
  async create({ properties, services }) {
    properties.oneOf('ProtocolType', ['HTTP']);
    const { apiId, endpoint } = await services.httpApis.createApi(properties.text('Name'));
    return { physicalId: apiId, attributes: { ApiId: apiId, ApiEndpoint: endpoint } };
  },
  async delete({ physicalId, services }) {
    await services.httpApis.deleteApi(physicalId);
  },
};

export const stage: ResourceType = {
  properties: [
    'ApiId',
    'StageName',
    'Description',
    'AutoDeploy',
    'DefaultRouteSettings',
    'AccessLogSettings',
  ],
  create({ logicalId, properties, services }) {
    const stageName = properties.oneOf('StageName', [DEFAULT_STAGE]);
    if (!properties.flag('AutoDeploy', false)) {
      throw new TemplateError(`${logicalId}: the local AWS supports stages with AutoDeploy alone`);
    }
    services.httpApis.createStage(properties.text('ApiId'), {
      throttle: throttleOf(
        properties.optionalObject('DefaultRouteSettings', [
          'ThrottlingRateLimit',
          'ThrottlingBurstLimit',
        ]),
      ),
      accessLog: accessLogOf(
        properties.optionalObject('AccessLogSettings', ['DestinationArn', 'Format']),
      ),
    });
    return { physicalId: stageName, attributes: {} };
  },
  delete({ properties, services }) {
    services.httpApis.deleteStage(properties.text('ApiId'));
  },
};

export const integration: ResourceType = {
  properties: [
    'ApiId',
    'Description',
    'IntegrationType',
    'IntegrationUri',
    'PayloadFormatVersion',
    'TimeoutInMillis',
  ],
  create({ logicalId, properties, services }) {
    properties.oneOf('IntegrationType', ['AWS_PROXY']);
    properties.oneOf('PayloadFormatVersion', ['2.0']);
    const timeoutMs = properties.optionalNumber('TimeoutInMillis') ?? MAX_INTEGRATION_TIMEOUT;
    if (timeoutMs < MIN_INTEGRATION_TIMEOUT || timeoutMs > MAX_INTEGRATION_TIMEOUT) {
      throw new TemplateError(
        `${logicalId}.TimeoutInMillis must be ${MIN_INTEGRATION_TIMEOUT} to ${MAX_INTEGRATION_TIMEOUT}`,
      );
    }
    const integrationId = services.httpApis.createIntegration(properties.text('ApiId'), {
      functionArn: properties.text('IntegrationUri'),
      timeoutMs,
    });
    return { physicalId: integrationId, attributes: {} };
  },
  delete({ physicalId, properties, services }) {
    services.httpApis.deleteIntegration(properties.text('ApiId'), physicalId);
  },
};

export const route: ResourceType = {
  properties: ['ApiId', 'RouteKey', 'Target', 'AuthorizationType'],
  create({ logicalId, properties, services }) {
    properties.oneOf('AuthorizationType', ['AWS_IAM']);
    const [, integrationId] = TARGET.exec(properties.text('Target')) ?? [];
    if (integrationId === undefined) {
      throw new TemplateError(`${logicalId}.Target must be integrations/ID`);
    }
    const routeId = services.httpApis.createRoute(
      properties.text('ApiId'),
      properties.text('RouteKey'),
      integrationId,
    );
    return { physicalId: routeId, attributes: { RouteId: routeId } };
  },
  delete({ physicalId, properties, services }) {
    services.httpApis.deleteRoute(properties.text('ApiId'), physicalId);
  },
};

function throttleOf(settings: Properties | undefined): StageSettings['throttle'] {
  return (
    settings && {
      rateLimit: settings.number('ThrottlingRateLimit'),
      burstLimit: settings.number('ThrottlingBurstLimit'),
    }
  );
}

function accessLogOf(settings: Properties | undefined): StageSettings['accessLog'] {
  if (!settings) {
    return undefined;
  }
  const [, logGroup] = LOG_GROUP_ARN.exec(settings.text('DestinationArn')) ?? [];
  if (logGroup === undefined) {
    throw new TemplateError('AccessLogSettings.DestinationArn must be the ARN of a log group');
  }
  return { logGroup, format: settings.text('Format') };
}
