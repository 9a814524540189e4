import { type QueryList, readStrings } from '../../../query-list.ts';
import type { Stack } from '../../stack.ts';
import type { CloudFormationOperation } from '../context.ts';
import { present, stackElements, stackState } from '../elements.ts';
import { authorizeCall, namedStack } from '../named-stack.ts';

const STATUS_FILTER: QueryList = { name: 'StackStatusFilter', members: [] };

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
export const describeStacks: CloudFormationOperation = {
  parameters: ['StackName'],
  run(context, call) {
    if (call.parameters.has('StackName')) {
      return { Stacks: { member: [stackElements(namedStack(context, call))] } };
    }
    authorizeCall(context, call, '*');
    const existing = context.stacks.all.filter(({ status }) => status !== 'DELETE_COMPLETE');
    return { Stacks: { member: existing.map(stackElements) } };
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html */
export const listStacks: CloudFormationOperation = {
  parameters: [],
  lists: [STATUS_FILTER],
  run(context, call) {
    authorizeCall(context, call, '*');
    const wanted = readStrings(STATUS_FILTER, call.parameters);
    const stacks = context.stacks.all.filter(
      ({ status }) => wanted.length === 0 || wanted.includes(status),
    );
    return { StackSummaries: { member: stacks.map(summary) } };
  },
};

function summary(stack: Stack) {
  return present({ ...stackState(stack), TemplateDescription: stack.input?.template.description });
}
