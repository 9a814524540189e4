import { DEFAULT_STAGE, type Integration, type StageSettings } from '../../api-gateway/http-api.ts';
import type { ThrottleSettings } from '../../api-gateway/token-bucket.ts';
import type { Properties } from '../properties.ts';
import type { ResourceRequest, ResourceType } from '../resource-type.ts';
import { TemplateError } from '../template-error.ts';

/** Milliseconds. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_INTEGRATION_TIMEOUT = 30_000;
const MIN_INTEGRATION_TIMEOUT = 50;

const THROTTLE = ['ThrottlingRateLimit', 'ThrottlingBurstLimit'];

const LOG_GROUP_ARN = /^arn:[\w-]+:logs:[\w-]+:\d{12}:log-group:([^:]+)(:\*)?$/;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html */
export const api: ResourceType = {
  properties: ['Name', 'Description', 'ProtocolType', 'DisableExecuteApiEndpoint'],
  tags: 'object',
  replacing: ['ProtocolType'],
  async create({ properties, services }) {
    properties.oneOf('ProtocolType', ['HTTP']);
    const { apiId, endpoint } = await services.httpApis.createApi(properties.text('Name'));
    services.httpApis.setExecuteApiEndpoint(apiId, hasExecuteApiEndpoint(properties));
    return { physicalId: apiId, attributes: { ApiId: apiId, ApiEndpoint: endpoint } };
  },
  update({ previous, properties, services }) {
    // The local AWS shows neither name nor description.
    const isThere = hasExecuteApiEndpoint(properties);
    services.httpApis.setExecuteApiEndpoint(previous.physicalId, isThere);
    return previous;
  },
  async delete({ physicalId, services }) {
    await services.httpApis.deleteApi(physicalId);
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-stage.html */
export const stage: ResourceType = {
  properties: [
    'ApiId',
    'StageName',
    'Description',
    'AutoDeploy',
    'DefaultRouteSettings',
    'RouteSettings',
    'AccessLogSettings',
  ],
  tags: 'object',
  replacing: ['ApiId', 'StageName'],
  create(request) {
    const { properties, services } = request;
    const stageName = properties.oneOf('StageName', [DEFAULT_STAGE]);
    services.httpApis.createStage(properties.text('ApiId'), stageSettingsOf(request));
    return { physicalId: stageName, attributes: {} };
  },
  update(request) {
    const { previous, properties, services } = request;
    services.httpApis.updateStage(properties.text('ApiId'), stageSettingsOf(request));
    return previous;
  },
  delete({ properties, services }) {
    services.httpApis.deleteStage(properties.text('ApiId'));
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-integration.html */
export const integration: ResourceType = {
  properties: [
    'ApiId',
    'Description',
    'IntegrationType',
    'IntegrationUri',
    'PayloadFormatVersion',
    'TimeoutInMillis',
  ],
  replacing: ['ApiId'],
  create(request) {
    const { properties, services } = request;
    const apiId = properties.text('ApiId');
    const integrationId = services.httpApis.createIntegration(apiId, integrationOf(request));
    return { physicalId: integrationId, attributes: {} };
  },
  update(request) {
    const { previous, properties, services } = request;
    const apiId = properties.text('ApiId');
    services.httpApis.updateIntegration(apiId, previous.physicalId, integrationOf(request));
    return previous;
  },
  delete({ physicalId, properties, services }) {
    services.httpApis.deleteIntegration(properties.text('ApiId'), physicalId);
  },
};

function hasExecuteApiEndpoint(properties: Properties): boolean {
  return !properties.flag('DisableExecuteApiEndpoint', false);
}

function stageSettingsOf({ logicalId, properties }: ResourceRequest): StageSettings {
  if (!properties.flag('AutoDeploy', false)) {
    throw new TemplateError(`${logicalId}: the local AWS supports only stages with AutoDeploy`);
  }
  return {
    throttle: throttleOf(properties.optionalObject('DefaultRouteSettings', THROTTLE)),
    routeThrottles: routeThrottlesOf(properties.optionalObject('RouteSettings')),
    accessLog: accessLogOf(
      properties.optionalObject('AccessLogSettings', ['DestinationArn', 'Format']),
    ),
  };
}

function integrationOf({ logicalId, properties }: ResourceRequest): Integration {
  properties.oneOf('IntegrationType', ['AWS_PROXY']);
  properties.oneOf('PayloadFormatVersion', ['2.0']);
  const timeoutMs = properties.optionalNumber('TimeoutInMillis') ?? MAX_INTEGRATION_TIMEOUT;
  if (timeoutMs < MIN_INTEGRATION_TIMEOUT || timeoutMs > MAX_INTEGRATION_TIMEOUT) {
    throw new TemplateError(
      `${logicalId}.TimeoutInMillis must be ${MIN_INTEGRATION_TIMEOUT} to ${MAX_INTEGRATION_TIMEOUT}`,
    );
  }
  return { functionArn: properties.text('IntegrationUri'), timeoutMs };
}

function throttleOf(settings: Properties | undefined): StageSettings['throttle'] {
  return settings && limitsOf(settings);
}

function routeThrottlesOf(settings: Properties | undefined): StageSettings['routeThrottles'] {
  const routeKeys = Object.keys(settings?.values ?? {});
  return new Map(
    routeKeys.flatMap((routeKey) => {
      const limits = settings?.object(routeKey, THROTTLE);
      return limits === undefined ? [] : [[routeKey, limitsOf(limits)] as const];
    }),
  );
}

function limitsOf(settings: Properties): ThrottleSettings {
  return {
    rateLimit: settings.number('ThrottlingRateLimit'),
    burstLimit: settings.number('ThrottlingBurstLimit'),
  };
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
