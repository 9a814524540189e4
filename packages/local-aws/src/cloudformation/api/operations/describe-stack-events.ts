import type { CloudFormationOperation } from '../context.ts';
import { eventElements } from '../elements.ts';
import { namedStack } from '../named-stack.ts';

/**
 * All events in one page, the latest first.
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
 * The CDK asks for failed validations of a change set, which the local AWS does not have: what it does not understand
 * is an error of CreateChangeSet.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeEvents.html
 */
export const describeEvents: CloudFormationOperation = {
  parameters: ['StackName', 'ChangeSetName', 'Filters.FailedEvents'],
  run(context, call) {
    namedStack(context, call);
    return { OperationEvents: { member: [] } };
  },
};
