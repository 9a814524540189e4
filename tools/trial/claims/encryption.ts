import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { answerOf } from '../aws-answers.ts';
import { type Claim, judge, notTried } from '../claim.ts';

export const sseKms: Claim = {
  id: 'sse-kms',
  claim:
    'kms:ViaService is s3.REGION.amazonaws.com, so a session writes and reads objects with SSE-KMS under a grant with kmsKey',
  page: 'https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service',
  command:
    'aws s3api put-object --server-side-encryption aws:kms … and get-object (with issued credentials)',
  async try(trial) {
    const { kmsKey, folder } = trial;
    if (kmsKey === undefined) {
      return notTried('needs a key whose policy lets the account use it: --kms-key');
    }
    const token = await trial.issue({ ...folder, prefix: 'kms/' }, { Permission: 'READWRITE' });
    const { s3 } = await trial.sessionClients(token);
    const owner = { ExpectedBucketOwner: trial.account.accountId };
    const object = { Bucket: folder.bucket, ...owner, Key: 'kms/object' };
    const put = new PutObjectCommand({
      ...object,
      Body: 'x',
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: kmsKey,
    });
    const answers = [await answerOf(s3.send(put))];
    answers.push(await answerOf(s3.send(new GetObjectCommand(object))));
    return judge(
      answers.every((answer) => answer === 'allowed'),
      `write: ${answers[0]}, read: ${answers[1]}`,
    );
  },
};
