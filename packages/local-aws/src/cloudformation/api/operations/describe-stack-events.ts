import type { CloudFormationOperation } from '../context.ts';
import { eventElements } from '../elements.ts';
import { namedStack } from '../named-stack.ts';

/**
 * DescribeStackEvents returns all events in one page, the latest first.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html
 */
export const describeStackEvents: CloudFormationOperation = {
  parameters: ['StackName'],
  run(context, call) {
    const stack = namedStack(context, call);
    const events = [...stack.history.events].reverse();
    return { StackEvents: { member: events.map((event) => eventElements(stack, event)) } };
  },
};

/**
 * DescribeEvents returns no events. The CDK CLI calls DescribeEvents to get the failed validations of a change set. In
 * the local AWS, CreateChangeSet fails instead.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeEvents.html
 */
export const describeEvents: CloudFormationOperation = {
  parameters: ['StackName', 'ChangeSetName', 'Filters.FailedEvents'],
  run(context, call) {
    namedStack(context, call);
    return { OperationEvents: { member: [] } };
  },
};
