import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { answerOf } from '../aws-answers.ts';
import { type Claim, judge } from '../claim.ts';
import { leftovers } from '../leftovers.ts';

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
  command:
    'aws sts get-caller-identity and aws s3 ls (with credentials issued before the deletion)',
  afterDeletion: true,
  async try(trial) {
    const { s3 } = await trial.sessionClients(await trial.earlierSession());
    const { bucket: Bucket, prefix: Prefix } = trial.folder;
    const answer = await answerOf(s3.send(new ListObjectsV2Command({ Bucket, Prefix })));
    return judge(answer !== 'allowed', answer);
  },
};
