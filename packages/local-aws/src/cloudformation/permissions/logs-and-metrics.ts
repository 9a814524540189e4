import type { NeededPermission } from '../deployer.ts';
import { physicalName, type ResourceRequest } from '../resource-type.ts';
import {
  arnOf,
  type HandlerPermissions,
  onResource,
  retagging,
  tagging,
} from './handler-permissions.ts';

const MAX_LOG_GROUP_LENGTH = 512;
const MAX_ALARM_LENGTH = 255;

export const logGroupPermissions: HandlerPermissions = {
  create(request) {
    const { properties } = request;
    const name =
      properties.optionalText('LogGroupName') ?? physicalName(request, MAX_LOG_GROUP_LENGTH);
    return onGroup(request, name, [
      'logs:CreateLogGroup',
      ...retention(request),
      ...tagging(request, 'logs:TagResource'),
    ]);
  },
  update(request) {
    const { previous, properties } = request;
    const isChanged = (name: string) =>
      JSON.stringify(properties.values[name]) !== JSON.stringify(previous.properties.values[name]);
    const key = properties.optionalText('KmsKeyId');
    return onGroup(request, previous.physicalId, [
      ...(isChanged('KmsKeyId')
        ? [key === undefined ? 'logs:DisassociateKmsKey' : 'logs:AssociateKmsKey']
        : []),
      ...(isChanged('RetentionInDays') ? retention(request) : []),
      ...retagging(request, ['logs:TagResource', 'logs:UntagResource']),
    ]);
  },
  delete: (request) => onGroup(request, request.physicalId, ['logs:DeleteLogGroup']),
};

export const metricFilterPermissions: HandlerPermissions = {
  create: (request) => onFilterOf(request, ['logs:PutMetricFilter', 'logs:DescribeMetricFilters']),
  update: (request) => onFilterOf(request, ['logs:PutMetricFilter', 'logs:DescribeMetricFilters']),
  delete: (request) => onFilterOf(request, ['logs:DeleteMetricFilter']),
};

export const alarmPermissions: HandlerPermissions = {
  create: (request) =>
    onAlarm(request, alarmName(request), [
      'PutMetricAlarm',
      'DescribeAlarms',
      ...tagging(request, 'TagResource'),
    ]),
  update: (request) =>
    onAlarm(request, request.previous.physicalId, [
      'PutMetricAlarm',
      'DescribeAlarms',
      ...retagging(request, ['TagResource', 'UntagResource']),
    ]),
  delete: (request) => onAlarm(request, request.physicalId, ['DeleteAlarms', 'DescribeAlarms']),
};

export const dashboardPermissions: HandlerPermissions = {
  create: (request) =>
    onDashboard(request, dashboardName(request), [
      'PutDashboard',
      ...tagging(request, 'TagResource'),
    ]),
  update: (request) =>
    onDashboard(request, request.previous.physicalId, [
      'PutDashboard',
      ...retagging(request, ['TagResource', 'UntagResource']),
    ]),
  delete: (request) => onDashboard(request, request.physicalId, ['DeleteDashboards']),
};

function retention({ properties }: ResourceRequest): readonly string[] {
  return properties.values.RetentionInDays === undefined ? [] : ['logs:PutRetentionPolicy'];
}

/**
 * For actions on a log group, the resource of a policy statement ends with `log-group:NAME:*`. The ARN in the request
 * therefore ends with `:log-stream:`.
 */
function onGroup(
  { services }: ResourceRequest,
  name: string,
  actions: readonly string[],
): readonly NeededPermission[] {
  const arn = arnOf(services.account, 'logs', `log-group:${name}:log-stream:`);
  return [...onResource(arn, actions), { action: 'logs:DescribeLogGroups', resource: '*' }];
}

function onFilterOf(
  request: ResourceRequest,
  actions: readonly string[],
): readonly NeededPermission[] {
  const group = request.properties.text('LogGroupName');
  return onResource(
    arnOf(request.services.account, 'logs', `log-group:${group}:log-stream:`),
    actions,
  );
}

function alarmName(request: ResourceRequest): string {
  return request.properties.optionalText('AlarmName') ?? physicalName(request, MAX_ALARM_LENGTH);
}

function dashboardName(request: ResourceRequest): string {
  return (
    request.properties.optionalText('DashboardName') ?? physicalName(request, MAX_ALARM_LENGTH)
  );
}

function onAlarm(
  request: ResourceRequest,
  name: string,
  actions: readonly string[],
): readonly NeededPermission[] {
  return onResource(
    arnOf(request.services.account, 'cloudwatch', `alarm:${name}`),
    actions.map((action) => `cloudwatch:${action}`),
  );
}

/** The ARN of a dashboard has no Region. */
function onDashboard(
  { services }: ResourceRequest,
  name: string,
  actions: readonly string[],
): readonly NeededPermission[] {
  const { partition, accountId } = services.account;
  return onResource(
    `arn:${partition}:cloudwatch::${accountId}:dashboard/${name}`,
    [...actions, 'GetDashboard'].map((action) => `cloudwatch:${action}`),
  );
}
