import { AwsError } from '../../../aws-error.ts';
import type { CloudFormationOperation } from '../context.ts';
import { namedChangeSet } from '../named-change-set.ts';
import { runInBackground } from '../run-in-background.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html */
export const executeChangeSet: CloudFormationOperation = {
  parameters: ['StackName', 'ChangeSetName', 'ClientRequestToken'],
  run(context, call) {
    const changeSet = namedChangeSet(context, call);
    const { stack, input, deployer, roleArn, failure, changeSetId } = changeSet;
    if (failure !== undefined) {
      throw new AwsError(
        'InvalidChangeSetStatus',
        `ChangeSet [${changeSetId}] cannot be executed in its current status of [FAILED]`,
      );
    }
    runInBackground(context, stack, () => stack.deploy(input, deployer));
    stack.roleArn = roleArn;
    context.changeSets.deleteOfStack(stack);
    return {};
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteChangeSet.html */
export const deleteChangeSet: CloudFormationOperation = {
  parameters: ['StackName', 'ChangeSetName'],
  run(context, call) {
    try {
      context.changeSets.delete(namedChangeSet(context, call));
    } catch (error) {
      // DeleteChangeSet succeeds if the change set does not exist. AWS's page lists no error for this case.
      if (!(error instanceof AwsError && error.code === 'ChangeSetNotFound')) {
        throw error;
      }
    }
    return {};
  },
};
