import type { Stack } from '../stack.ts';
import { StackError } from '../stack-error.ts';
import type { CloudFormationContext } from './context.ts';
import { validationError } from './named-stack.ts';

/**
 * Starts an operation and returns before the operation ends. The events of the stack contain the result.
 *
 * @throws AwsError ValidationError if another operation on the stack is in progress
 */
export function runInBackground(
  { onInternalError }: CloudFormationContext,
  { stackName, status }: Stack,
  operation: () => Promise<void>,
): void {
  if (status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS') {
    throw validationError(`Stack [${stackName}] is in ${status} state and can not be updated.`);
  }
  operation().catch((error: unknown) => {
    if (!(error instanceof StackError)) {
      onInternalError(error);
    }
  });
}
