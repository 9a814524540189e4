import { requireTrialStack } from '../../../tools/trial/destroy.ts';
import { TRIAL_DESCRIPTION, TRIAL_STACK } from '../../../tools/trial/names.ts';
import type { DeployedStack } from '../../../tools/trial/trial-stack.ts';

const stackWith = (description: string | undefined, status: string) =>
  ({ name: TRIAL_STACK, description, status }) as DeployedStack;

test.each(['mine', '', undefined])(
  'the trial refuses to delete a deployed stack of its name with the description %j',
  (description) => {
    expect(() => requireTrialStack(stackWith(description, 'CREATE_COMPLETE'))).toThrow(
      'The stack stays unchanged',
    );
  },
);

test('the trial may delete a stack that it made, and one for which nothing was deployed yet', () => {
  expect(() => requireTrialStack(stackWith(TRIAL_DESCRIPTION, 'ROLLBACK_COMPLETE'))).not.toThrow();
  expect(() => requireTrialStack(stackWith(undefined, 'REVIEW_IN_PROGRESS'))).not.toThrow();
});
