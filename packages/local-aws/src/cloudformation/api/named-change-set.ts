import { AwsError } from '../../aws-error.ts';
import type { ChangeSet } from './change-sets.ts';
import type { Call, CloudFormationContext } from './context.ts';
import { namedStack, requiredParameter, validationError } from './named-stack.ts';

const CHANGE_SET_ARN = /^arn:[\w-]+:cloudformation:[\w-]+:\d{12}:changeSet\//;

/**
 * Returns the change set that the request refers to. `ChangeSetName` is an ARN, or a name together with `StackName`.
 *
 * @throws AwsError ChangeSetNotFound; ValidationError if the stack does not exist
 */
export function namedChangeSet(context: CloudFormationContext, call: Call): ChangeSet {
  const nameOrId = requiredParameter(call, 'ChangeSetName');
  if (!call.parameters.has('StackName') && !CHANGE_SET_ARN.test(nameOrId)) {
    throw validationError(
      'StackName must be specified if ChangeSetName is not specified as an ARN.',
    );
  }
  const byId = context.changeSets.find(nameOrId, undefined);
  const parameters = new Map(call.parameters);
  if (byId !== undefined) {
    parameters.set('StackName', byId.stack.stackId);
  }
  const stack = parameters.has('StackName')
    ? namedStack(context, { ...call, parameters })
    : undefined;
  const changeSet = context.changeSets.find(nameOrId, stack);
  if (changeSet === undefined) {
    throw new AwsError('ChangeSetNotFound', `ChangeSet [${nameOrId}] does not exist`, 404);
  }
  return changeSet;
}
