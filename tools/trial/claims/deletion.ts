import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { answerOf, until } from '../aws-answers.ts';
import { type Claim, judge } from '../claim.ts';
import { DELETION_SECONDS, leftovers } from '../leftovers.ts';

export const deletesEverything: Claim = {
  id: 'deletion-leaves-nothing',
  claim: 'The deletion of the stack leaves no user, key, secret, role, log group or bucket',
  page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-delete-stack.html',
  command: 'npx cdk destroy, then aws iam list-users and aws secretsmanager list-secrets',
  afterDeletion: true,
  async try(trial) {
    const left = await leftovers(trial.account, trial.stack);
    return judge(left.length === 0, left.length === 0 ? 'nothing is left' : left.join(', '));
  },
};

export const sessionsEndWithUser: Claim = {
  id: 'sessions-end-with-user',
  claim: 'The sessions end with the broker user',
  page: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_remove.html',
  command: 'aws sts get-caller-identity (with credentials issued before the deletion)',
  afterDeletion: true,
  async try(trial) {
    // STS answers every session that is alive. The bucket is gone, and a revocation has denied S3 before.
    const { sts } = await trial.sessionClients(await trial.earlierSession());
    const answer = await until(
      (text) => text !== 'allowed',
      DELETION_SECONDS,
      () => answerOf(sts.send(new GetCallerIdentityCommand({}))),
    );
    return judge(answer === 'InvalidClientTokenId', answer);
  },
};
