import { isDeepStrictEqual } from 'node:util';
import { AwsError } from '../../../aws-error.ts';
import type { Stack } from '../../stack.ts';
import { StackError } from '../../stack-error.ts';
import type { StackInput } from '../../stack-input.ts';
import type { Call, CloudFormationOperation } from '../context.ts';
import {
  checkDeploymentMode,
  findStack,
  requiredParameter,
  validationError,
} from '../named-stack.ts';
import { deployerOf } from '../operation-deployer.ts';
import {
  INPUT_LISTS,
  orValidationError,
  parseTemplateText,
  submittedInput,
  TEMPLATE_PARAMETERS,
} from '../submitted-input.ts';

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html */
export const createChangeSet: CloudFormationOperation = {
  parameters: [
    ...TEMPLATE_PARAMETERS,
    'StackName',
    'ChangeSetName',
    'ChangeSetType',
    'ClientToken',
    'Description',
    'RoleARN',
    'DeploymentConfig.Mode',
    // Accepted and ignored. The local AWS imports no resources.
    'ImportExistingResources',
    // Accepted and ignored. The local AWS has no nested stacks.
    'IncludeNestedStacks',
  ],
  lists: INPUT_LISTS,
  async run(context, call) {
    checkDeploymentMode(call);
    const stackName = requiredParameter(call, 'StackName');
    const changeSetName = requiredParameter(call, 'ChangeSetName');
    const existing = updatableStack(call, findStack(context, call, stackName));
    if (context.changeSets.find(changeSetName, existing) !== undefined) {
      throw new AwsError(
        'AlreadyExistsException',
        `ChangeSet ${changeSetName} cannot be created due to a mismatch with existing attribute Name`,
      );
    }
    const { deployer, roleArn } = deployerOf(context, call, existing);
    const input = await submittedInput(context, call, existing);
    const stack = existing ?? context.stacks.create(stackName);
    const changes = orStackError(() => orValidationError(() => stack.plan(input)));
    const { changeSetId } = context.changeSets.add({
      changeSetName,
      description: call.parameters.get('Description'),
      createdAt: context.clock.now(),
      stack,
      input,
      changes,
      deployer,
      roleArn,
      failure: isSame(stack.input, input) ? NO_CHANGES : undefined,
    });
    return { Id: changeSetId, StackId: stack.stackId };
  },
};

/** @throws AwsError ValidationError if the type of the change set does not fit the stack */
function updatableStack(call: Call, stack: Stack | undefined): Stack | undefined {
  const name = requiredParameter(call, 'StackName');
  const type = call.parameters.get('ChangeSetType') ?? 'UPDATE';
  if (type !== 'CREATE' && type !== 'UPDATE') {
    throw validationError(`The local AWS does not support change sets of type ${type}.`);
  }
  const isNew = stack === undefined || stack.status === 'REVIEW_IN_PROGRESS';
  if (type === 'CREATE' && !isNew) {
    throw validationError(
      `Stack [${name}] already exists and cannot be created again with the changeSet [${requiredParameter(call, 'ChangeSetName')}].`,
    );
  }
  if (type === 'UPDATE' && isNew) {
    throw validationError(`Stack [${name}] does not exist`);
  }
  return stack;
}

/**
 * Turns a StackError into AwsError ValidationError. A StackError says that the stack's status does not allow the
 * change.
 */
export function orStackError<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    throw error instanceof StackError ? validationError(error.message) : error;
  }
}

/** Returns whether templates and parameters are equal. As in AWS, a change of only metadata or outputs is a change. */
export function isSame(before: StackInput | undefined, after: StackInput): boolean {
  return (
    before !== undefined &&
    isDeepStrictEqual(
      parseTemplateText(before.templateText),
      parseTemplateText(after.templateText),
    ) &&
    isDeepStrictEqual(before.parameters, after.parameters)
  );
}
