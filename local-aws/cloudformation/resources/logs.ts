import { physicalName, type ResourceType } from '../resource-type.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
const MAX_NAME_LENGTH = 512;

export const logGroup: ResourceType = {
  properties: ['LogGroupName', 'RetentionInDays'],
  create(request) {
    const { properties, services } = request;
    const name = properties.optionalText('LogGroupName') ?? physicalName(request, MAX_NAME_LENGTH);
    services.logs.createLogGroup(name, properties.optionalNumber('RetentionInDays'));
    const { partition, region, accountId } = services.account;
    // CloudFormation gives the form that covers the group's streams.
    const arn = `arn:${partition}:logs:${region}:${accountId}:log-group:${name}:*`;
    return { physicalId: name, attributes: { Arn: arn } };
  },
  delete({ physicalId, services }) {
    services.logs.deleteLogGroup(physicalId);
  },
};
