import { physicalName, type ResourceType } from '../resource-type.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
const MAX_NAME_LENGTH = 512;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html */
export const logGroup: ResourceType = {
  properties: ['LogGroupName', 'RetentionInDays'],
  replacing: ['LogGroupName'],
  create(request) {
    const { properties, services } = request;
    const name = properties.optionalText('LogGroupName') ?? physicalName(request, MAX_NAME_LENGTH);
    services.logs.createLogGroup(name, properties.optionalNumber('RetentionInDays'));
    const { partition, region, accountId } = services.account;
    // CloudFormation gives the form that covers the group's streams.
    const arn = `arn:${partition}:logs:${region}:${accountId}:log-group:${name}:*`;
    return { physicalId: name, attributes: { Arn: arn } };
  },
  update({ previous, properties, services }) {
    services.logs.setRetention(previous.physicalId, properties.optionalNumber('RetentionInDays'));
    return previous;
  },
  delete({ physicalId, services }) {
    services.logs.deleteLogGroup(physicalId);
  },
};
