import type { Stack } from '../../src/cloudformation/stack.ts';
import { type LocalAws, startLocalAws } from '../../src/start.ts';
import { deploySample, set } from '../fixtures/sample-stack.ts';

const ABSENT = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

let aws: LocalAws;

beforeEach(async () => {
  aws = await startLocalAws({ onWarning: () => undefined });
});

afterEach(() => aws.close());

const deploy = (kmsKey: string | undefined): Promise<Stack> =>
  deploySample(
    aws,
    set('Rotation', { RotateImmediatelyOnUpdate: false }),
    set('Secret', { KmsKeyId: kmsKey }),
    set('WorkerLogs', { KmsKeyId: kmsKey }),
  );

test('the KMS key of a secret and of a log group can be set, changed and removed, and their contents stay', async () => {
  const ids = new Set<string | undefined>();
  for (const key of [aws.kms.createKey().arn, aws.kms.createKey().arn, undefined]) {
    const stack = await deploy(key);
    const secretArn = stack.outputs.SecretArn ?? '';
    await aws.secretsManager.rotationSettled(secretArn);
    ids.add(secretArn).add(stack.resources.get('WorkerLogs')?.physicalId);
  }
  expect(ids.size).toBe(2);
});

test.each([
  ['Secret', 'Check that the KMS key is available'],
  ['WorkerLogs', 'The specified KMS key does not exist'],
])('%s is not created with a key that does not exist', async (logicalId, reason) => {
  await expect(deploySample(aws, set(logicalId, { KmsKeyId: ABSENT }))).rejects.toThrow(reason);
});
