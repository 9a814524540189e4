import type { CloudFormationOperation } from '../context.ts';
import { checkDeploymentMode, findStack, requiredParameter } from '../named-stack.ts';
import { deployerOf } from '../operation-deployer.ts';
import { runInBackground } from '../run-in-background.ts';

/**
 * DeleteStack succeeds without effect if the stack does not exist.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
 */
export const deleteStack: CloudFormationOperation = {
  parameters: ['StackName', 'RoleARN', 'ClientRequestToken', 'DeploymentConfig.Mode'],
  run(context, call) {
    checkDeploymentMode(call);
    const stack = findStack(context, call, requiredParameter(call, 'StackName'));
    if (stack === undefined || stack.status === 'DELETE_COMPLETE') {
      return undefined;
    }
    const { deployer } = deployerOf(context, call, stack);
    runInBackground(context, stack, () => stack.delete(deployer));
    context.changeSets.deleteOfStack(stack);
    return undefined;
  },
};
