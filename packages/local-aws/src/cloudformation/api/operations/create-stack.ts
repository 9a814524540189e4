import { AwsError } from '../../../aws-error.ts';
import type { CloudFormationOperation } from '../context.ts';
import {
  checkDeploymentMode,
  findStack,
  namedStack,
  requiredParameter,
  validationError,
} from '../named-stack.ts';
import { deployerOf } from '../operation-deployer.ts';
import { runInBackground } from '../run-in-background.ts';
import {
  INPUT_LISTS,
  orValidationError,
  submittedInput,
  TEMPLATE_PARAMETERS,
} from '../submitted-input.ts';
import { isSame, orStackError } from './create-change-set.ts';

const PARAMETERS = [
  ...TEMPLATE_PARAMETERS,
  'StackName',
  'ClientRequestToken',
  'DeploymentConfig.Mode',
  'RoleARN',
];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
export const createStack: CloudFormationOperation = {
  parameters: PARAMETERS,
  lists: INPUT_LISTS,
  async run(context, call) {
    checkDeploymentMode(call);
    const stackName = requiredParameter(call, 'StackName');
    if (findStack(context, call, stackName) !== undefined) {
      throw new AwsError('AlreadyExistsException', `Stack [${stackName}] already exists`);
    }
    const { deployer, roleArn } = deployerOf(context, call, undefined);
    const input = await submittedInput(context, call, undefined);
    const stack = context.stacks.create(stackName);
    stack.roleArn = roleArn;
    orValidationError(() => stack.plan(input));
    runInBackground(context, stack, () => stack.deploy(input, deployer));
    return { StackId: stack.stackId };
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html */
export const updateStack: CloudFormationOperation = {
  parameters: PARAMETERS,
  lists: INPUT_LISTS,
  async run(context, call) {
    checkDeploymentMode(call);
    const stack = namedStack(context, call);
    const { deployer, roleArn } = deployerOf(context, call, stack);
    const input = await submittedInput(context, call, stack);
    orStackError(() => orValidationError(() => stack.plan(input)));
    if (isSame(stack.input, input)) {
      throw validationError('No updates are to be performed.');
    }
    runInBackground(context, stack, () => stack.deploy(input, deployer));
    stack.roleArn = roleArn;
    return { StackId: stack.stackId };
  },
};
