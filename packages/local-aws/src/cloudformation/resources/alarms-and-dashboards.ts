import { type AlarmSettings, MISSING_DATA_TREATMENTS, STATISTICS } from '../../cloudwatch/alarm.ts';
import type { Properties } from '../properties.ts';
import { physicalName, type ResourceRequest, type ResourceType } from '../resource-type.ts';
import { TemplateError } from '../template-error.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_NAME_LENGTH = 255;

/**
 * An alarm on one metric over one period.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
 */
export const alarm: ResourceType = {
  properties: [
    'AlarmName',
    'AlarmDescription',
    'AlarmActions',
    'Namespace',
    'MetricName',
    'Dimensions',
    'Statistic',
    'Period',
    'EvaluationPeriods',
    'Threshold',
    'ComparisonOperator',
    'TreatMissingData',
  ],
  tags: 'list',
  replacing: ['AlarmName'],
  create(request) {
    const { properties, services } = request;
    const name = properties.optionalText('AlarmName') ?? physicalName(request, MAX_NAME_LENGTH);
    services.cloudWatch.putAlarm(name, alarmSettingsOf(request));
    const { partition, region, accountId } = services.account;
    const arn = `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${name}`;
    return { physicalId: name, attributes: { Arn: arn } };
  },
  update(request) {
    const { previous, services } = request;
    services.cloudWatch.putAlarm(previous.physicalId, alarmSettingsOf(request));
    return previous;
  },
  delete({ physicalId, services }) {
    services.cloudWatch.deleteAlarm(physicalId);
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-dashboard.html */
export const dashboard: ResourceType = {
  properties: ['DashboardName', 'DashboardBody'],
  tags: 'list',
  replacing: ['DashboardName'],
  create(request) {
    const { properties, services } = request;
    const name = properties.optionalText('DashboardName') ?? physicalName(request, MAX_NAME_LENGTH);
    services.cloudWatch.putDashboard(name, properties.text('DashboardBody'));
    return { physicalId: name, attributes: {} };
  },
  update({ previous, properties, services }) {
    services.cloudWatch.putDashboard(previous.physicalId, properties.text('DashboardBody'));
    return previous;
  },
  delete({ physicalId, services }) {
    services.cloudWatch.deleteDashboard(physicalId);
  },
};

function alarmSettingsOf({ logicalId, properties }: ResourceRequest): AlarmSettings {
  // Nobody is notified. The actions are read to find errors in them.
  properties.texts('AlarmActions');
  properties.oneOf('ComparisonOperator', ['GreaterThanOrEqualToThreshold']);
  if (properties.number('EvaluationPeriods') !== 1) {
    throw new TemplateError(`${logicalId}: the local AWS supports only EvaluationPeriods 1`);
  }
  return {
    metric: {
      namespace: properties.text('Namespace'),
      name: properties.text('MetricName'),
      dimensions: dimensionsOf(properties),
    },
    statistic: properties.oneOf('Statistic', STATISTICS),
    periodSeconds: properties.number('Period'),
    threshold: properties.number('Threshold'),
    treatMissingData: properties.oneOf('TreatMissingData', MISSING_DATA_TREATMENTS),
  };
}

function dimensionsOf(properties: Properties): Record<string, string> {
  const dimensions = properties.objects('Dimensions', ['Name', 'Value']);
  return Object.fromEntries(dimensions.map((each) => [each.text('Name'), each.text('Value')]));
}
