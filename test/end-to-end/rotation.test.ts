import { IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { RotationOutcome } from 'local-aws';
import { refusalOf, TestBroker } from './test-broker.ts';

const READ_TEAM_A = { Target: 's3://reports/team-a/*', Permission: 'READ' };

let broker: TestBroker;
let secretArn: string;

beforeAll(async () => {
  broker = await TestBroker.start();
  secretArn = broker.running.stack.outputs.BrokerAccessKeySecretArn ?? '';
});

afterAll(() => broker.close());

/** Rotates as an operator does with `aws secretsmanager rotate-secret`. */
async function rotate(): Promise<RotationOutcome | undefined> {
  const client = new SecretsManagerClient(broker.clientOptions());
  await client.send(new RotateSecretCommand({ SecretId: secretArn }));
  return broker.running.local.secretsManager.rotationSettled(secretArn);
}

function keyIds(): readonly string[] {
  const { local, stack } = broker.running;
  const userName = stack.resources.get('BrokerUser')?.physicalId ?? '';
  return local.identities.users
    .get(userName)
    .accessKeys.list()
    .map(({ accessKeyId }) => accessKeyId);
}

test('a warm function keeps working when its cached key is replaced, and when that key is deleted', async () => {
  const [first] = keyIds();
  await broker.issue('role-TeamA', READ_TEAM_A);
  expect(await rotate()).toMatchObject({ succeeded: true });
  await broker.issue('role-TeamA', READ_TEAM_A);
  expect(keyIds()).toEqual([first, expect.any(String)]);
  expect(await rotate()).toMatchObject({ succeeded: true });
  expect(keyIds()).not.toContain(first);
  await broker.issue('role-TeamA', READ_TEAM_A);
});

test('sessions outlive the key that issued them', async () => {
  const issued = await broker.issue('role-TeamA', READ_TEAM_A);
  expect(await rotate()).toMatchObject({ succeeded: true });
  expect(await rotate()).toMatchObject({ succeeded: true });
  const page = await broker
    .s3With(issued)
    .send(new ListObjectsV2Command({ Bucket: 'reports', Prefix: 'team-a/' }));
  expect(page.KeyCount).toBe(120);
});

test('a Deny on the broker user ends only the sessions issued before it', async () => {
  const iam = new IAMClient(broker.clientOptions());
  const list = new ListObjectsV2Command({ Bucket: 'reports', Prefix: 'team-a/' });
  const before = broker.s3With(await broker.issue('role-TeamA', READ_TEAM_A));
  await before.send(list);

  broker.clock.advance(2);
  await iam.send(
    new PutUserPolicyCommand({
      UserName: broker.running.stack.resources.get('BrokerUser')?.physicalId,
      PolicyName: 'RevokeOlderSessions',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Action: '*',
            Resource: '*',
            Condition: { DateLessThan: { 'aws:TokenIssueTime': broker.clock.now().toISOString() } },
          },
        ],
      }),
    }),
  );
  expect(await refusalOf(before.send(list))).toBe('AccessDenied');

  broker.clock.advance(2);
  const after = broker.s3With(await broker.issue('role-TeamA', READ_TEAM_A));
  await after.send(list);
});

test.each([2, 6, 12])(
  'a rotation whose process dies after AWS call %i succeeds when AWS runs it again',
  async (calls) => {
    const { local, stack } = broker.running;
    const rotation = stack.resources.get('BrokerAccessKeyRotation')?.physicalId ?? '';
    const crash = local.functions.crashAfter(rotation, calls);
    expect(await rotate()).toMatchObject({ succeeded: false });
    expect(crash.happened).toBe(true);
    await broker.issue('role-TeamA', READ_TEAM_A);

    expect(await local.secretsManager.runDueRotations()).toMatchObject([{ succeeded: true }]);
    expect(keyIds().length).toBeLessThanOrEqual(2);
    await broker.issue('role-TeamA', READ_TEAM_A);
  },
);
