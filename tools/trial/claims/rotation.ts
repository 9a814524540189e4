import { ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { DescribeSecretCommand, RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { answerOf, until } from '../aws-answers.ts';
import { type Claim, judge } from '../claim.ts';
import type { Trial } from '../trial.ts';

const ROTATION_SECONDS = 180;

export const rotation: Claim = {
  id: 'rotation',
  claim: 'A rotation makes a new key the current one, and the previous key stays',
  page: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html',
  command: 'aws secretsmanager rotate-secret --secret-id "$SECRET_ARN"',
  async try(trial) {
    await trial.session();
    const before = await keysOf(trial);
    const isDone = await rotate(trial);
    const after = await keysOf(trial);
    const added = after.filter((id) => !before.includes(id)).length;
    return judge(
      isDone && added === 1 && after.length === 2,
      `${isDone ? 'done' : 'not done'}, ${before.length} keys before, ${after.length} after`,
    );
  },
};

export const sessionOutlivesKey: Claim = {
  id: 'session-outlives-key',
  claim:
    'A session works on when the key that it was issued with is deleted. Only a revocation ends it',
  page: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html',
  command:
    'aws secretsmanager rotate-secret once more, then aws s3 ls (with credentials issued before)',
  async try(trial) {
    const { bucket: Bucket, prefix: Prefix } = trial.folder;
    const { s3 } = await trial.sessionClients();
    const isDone = await rotate(trial);
    const answer = await answerOf(
      s3.send(new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: 1 })),
    );
    return judge(
      isDone && answer === 'allowed',
      `${isDone ? 'the key is deleted' : 'the rotation is not done'}, the session is ${answer}`,
    );
  },
};

/** Rotates the secret. Resolves to true if another version became the current one. */
async function rotate(trial: Trial): Promise<boolean> {
  const SecretId = trial.output('BrokerAccessKeySecretArn');
  const current = async () => {
    const command = new DescribeSecretCommand({ SecretId });
    const { VersionIdsToStages = {} } = await trial.secretsManager.send(command);
    return Object.entries(VersionIdsToStages).find(([, stages]) =>
      stages.includes('AWSCURRENT'),
    )?.[0];
  };
  const before = await current();
  await trial.secretsManager.send(new RotateSecretCommand({ SecretId }));
  const after = await until((version) => version !== before, ROTATION_SECONDS, current);
  return after !== before;
}

async function keysOf(trial: Trial): Promise<readonly string[]> {
  const [UserName] = trial.stack.resources.get('AWS::IAM::User') ?? [];
  const { AccessKeyMetadata = [] } = await trial.iam.send(new ListAccessKeysCommand({ UserName }));
  return AccessKeyMetadata.map(({ AccessKeyId = '' }) => AccessKeyId);
}
