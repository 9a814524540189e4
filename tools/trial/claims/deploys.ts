import { type Claim, judge } from '../claim.ts';

const COMPLETE: ReadonlySet<string> = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
]);

export const deploys: Claim = {
  id: 'deploys',
  claim: 'The stack deploys through the CDK CLI',
  page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html',
  command:
    'aws cloudformation describe-stacks --stack-name "$STACK" --query "Stacks[0].StackStatus"',
  readsOnly: true,
  try: async ({ stack }) => judge(COMPLETE.has(stack.status), stack.status),
};
