import { CreateRoleCommand, DeleteRoleCommand, type IAMClient } from '@aws-sdk/client-iam';
import { answerOf, isUnsupported } from '../aws-answers.ts';
import { type Claim, judge } from '../claim.ts';
import { LOOKALIKE_ROLE, TRIAL_DESCRIPTION } from '../names.ts';

/** A trust policy that lets nobody assume the role. */
const TRUST_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
});

export const lookalikeRole: Claim = {
  id: 'lookalike-role',
  claim:
    'IAM refuses a role by hand that is named like that of a permission set. If not, deny it with the service control policy of docs/security.md',
  command: `aws iam create-role --role-name ${LOOKALIKE_ROLE} …`,
  async try(trial) {
    const answer = await answerOf(
      trial.iam.send(
        new CreateRoleCommand({
          RoleName: LOOKALIKE_ROLE,
          Description: TRIAL_DESCRIPTION,
          AssumeRolePolicyDocument: TRUST_POLICY,
        }),
      ),
    );
    // IAM also accepts a role that it has already, from a trial that was killed.
    const isAccepted = answer === 'allowed' || answer.startsWith('EntityAlreadyExists');
    if (isAccepted) {
      await deleteRole(trial.iam);
    }
    return judge(!isAccepted, answer);
  },
};

/**
 * Deletes the role if a killed trial left it.
 *
 * @returns the role and the reason, if it may still exist
 */
export async function deleteLeftRole(iam: IAMClient, isLocal: boolean): Promise<readonly string[]> {
  try {
    const answer = await answerOf(deleteRole(iam));
    const isGone = answer === 'allowed' || answer.startsWith('NoSuchEntity');
    return isGone ? [] : [`AWS::IAM::Role ${LOOKALIKE_ROLE} (${answer})`];
  } catch (error) {
    // The local AWS has no CreateRole either, so no trial leaves a role there.
    if (isLocal && isUnsupported(error)) {
      return [];
    }
    throw error;
  }
}

function deleteRole(iam: IAMClient): Promise<unknown> {
  return iam.send(new DeleteRoleCommand({ RoleName: LOOKALIKE_ROLE }));
}
