import { AwsError } from '../../aws-error.ts';
import { physicalName, type ResourceRequest, type ResourceType } from '../resource-type.ts';
import { TemplateError } from '../template-error.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
const MAX_NAME_LENGTH = 512;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html */
export const logGroup: ResourceType = {
  properties: ['LogGroupName', 'RetentionInDays', 'KmsKeyId'],
  tags: 'list',
  replacing: ['LogGroupName'],
  create(request) {
    const { properties, services } = request;
    const name = properties.optionalText('LogGroupName') ?? physicalName(request, MAX_NAME_LENGTH);
    checkKey(request, name);
    services.logs.createLogGroup(name, properties.optionalNumber('RetentionInDays'));
    const { partition, region, accountId } = services.account;
    // CloudFormation returns the ARN that also covers the streams of the group.
    const arn = `arn:${partition}:logs:${region}:${accountId}:log-group:${name}:*`;
    return { physicalId: name, attributes: { Arn: arn } };
  },
  update(request) {
    const { previous, properties, services } = request;
    checkKey(request, previous.physicalId);
    services.logs.setRetention(previous.physicalId, properties.optionalNumber('RetentionInDays'));
    return previous;
  },
  delete({ physicalId, services }) {
    services.logs.deleteLogGroup(physicalId);
  },
};

/**
 * The key must exist. Nothing is encrypted, and the key policy is not checked.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
function checkKey({ properties, services }: ResourceRequest, name: string): void {
  const { account, kms } = services;
  const { partition, region, accountId } = account;
  const kmsKeyId = properties.optionalText('KmsKeyId');
  if (kmsKeyId !== undefined && kms.find(kmsKeyId, accountId) === undefined) {
    throw new AwsError(
      'InvalidParameterException',
      `The specified KMS key does not exist or is not allowed to be used with Arn 'arn:${partition}:logs:${region}:${accountId}:log-group:${name}'`,
    );
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-metricfilter.html */
export const metricFilter: ResourceType = {
  properties: ['FilterName', 'FilterPattern', 'LogGroupName', 'MetricTransformations'],
  replacing: ['FilterName', 'LogGroupName'],
  create(request) {
    const name =
      request.properties.optionalText('FilterName') ?? physicalName(request, MAX_NAME_LENGTH);
    putMetricFilter(request, name);
    return { physicalId: name, attributes: {} };
  },
  update(request) {
    putMetricFilter(request, request.previous.physicalId);
    return request.previous;
  },
  delete({ physicalId, properties, services }) {
    services.logs.deleteMetricFilter(properties.text('LogGroupName'), physicalId);
  },
};

function putMetricFilter({ logicalId, properties, services }: ResourceRequest, name: string): void {
  const [transformation, ...others] = properties.objects('MetricTransformations', [
    'MetricName',
    'MetricNamespace',
    'MetricValue',
  ]);
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
  if (transformation === undefined || others.length > 0) {
    throw new TemplateError(`${logicalId}: a metric filter must have one metric transformation`);
  }
  const metric = {
    namespace: transformation.text('MetricNamespace'),
    name: transformation.text('MetricName'),
    dimensions: {},
  };
  services.logs.putMetricFilter(properties.text('LogGroupName'), name, {
    pattern: properties.text('FilterPattern'),
    value: transformation.text('MetricValue'),
    onDatum: (datum) => services.cloudWatch.metrics.put(metric, datum),
  });
}
