import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { type LocalAws, type Stack, startLocalAws } from 'local-aws';
import { createSampleKeys } from '../../tools/local/sample-keys.ts';
import { signedFetch } from '../../tools/local/signed-fetch.ts';
import { BrokerAssembly, removeBrokerAssemblies } from './broker-assembly.ts';
import { CdkCli } from './cdk-cli.ts';

/**
 * Each command takes seconds, because the CDK CLI polls AWS. The cleanup function takes 10 seconds: it deletes the keys, and
 * then needs two empty lists of keys, each after a pause of 5 seconds.
 */
jest.setTimeout(180_000);

const reader = (prefix: string) => ({
  id: prefix,
  grantee: { iam: 'user/caller' },
  scope: `s3://amzn-s3-demo-bucket/${prefix}/*`,
  permission: 'READ',
});

/** The deployments have only the permissions of docs/deployer-policy.json. Its example names this key. */
const KEY_ARN = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const DONE = { exitCode: 0 };

const original = BrokerAssembly.synthesize({ grants: [reader('a')] });
/** An update with one more grant, another ceiling, a revocation and another rotation schedule. */
const changed = BrokerAssembly.synthesize({
  grants: [reader('a'), reader('b')],
  ceiling: [{ scope: 's3://amzn-s3-demo-bucket/*', permission: 'READ' }],
  revocations: [{ federatedUser: '*', issuedBefore: '2026-11-22T02:00:00Z' }],
  rotationDays: 7,
});
const encrypted = BrokerAssembly.synthesize({ grants: [reader('a')], kmsKey: KEY_ARN });

let aws: LocalAws;
let cdk: CdkCli;

beforeAll(async () => {
  aws = await startLocalAws({ onWarning: () => undefined });
  cdk = new CdkCli(aws);
  createSampleKeys(aws, [KEY_ARN]);
  const { arn } = aws.identities.managedPolicies.create({
    policyName: 'Deployer',
    document: readFileSync('docs/deployer-policy.json', 'utf8').replaceAll(
      'FederationBroker',
      'Broker',
    ),
  });
  expect(await cdk.bootstrap('--cloudformation-execution-policies', arn)).toMatchObject(DONE);
  expect(await cdk.deploy((await original).folder)).toMatchObject(DONE);
});

afterAll(async () => {
  cdk.close();
  await aws.close();
  await removeBrokerAssemblies();
});

const stack = () => aws.findStack('Broker') as Stack;
const idOf = (logicalId: string) => stack().resources.get(logicalId)?.physicalId ?? '';

/** Returns a hash of each asset of functions that the CLI uploaded, by key. */
async function uploadedArchives(local: LocalAws): Promise<ReadonlyMap<string, string>> {
  const { accessKeys, policies } = local.identities.users.create({ userName: 'reader' });
  policies.putInline('Read', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
  });
  const { account, endpointUrl: endpoint } = local;
  const s3 = new S3Client({ region: account.region, endpoint, credentials: accessKeys.create() });
  const Bucket = `cdk-hnb659fds-assets-${account.accountId}-${account.region}`;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  const hashes = new Map<string, string>();
  for (const { Key = '' } of Contents.filter((object) => object.Key?.endsWith('.zip'))) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const bytes = (await Body?.transformToByteArray()) ?? '';
    hashes.set(Key, createHash('sha256').update(bytes).digest('hex'));
  }
  s3.destroy();
  return hashes;
}

describe('under umask 077', () => {
  let strictAws: LocalAws;

  beforeAll(async () => {
    strictAws = await startLocalAws({ onWarning: () => undefined });
  });

  afterAll(() => strictAws.close());

  test('cdk deploy uploads the same archives, and the functions can read their files', async () => {
    const strictCdk = new CdkCli(strictAws);
    const umask = process.umask(0o077);
    try {
      const { folder } = await BrokerAssembly.synthesize({ grants: [reader('a')] });
      expect(await strictCdk.bootstrap()).toMatchObject(DONE);
      expect(await strictCdk.deploy(folder)).toMatchObject(DONE);
    } finally {
      process.umask(umask);
      strictCdk.close();
    }
    const { outputs } = strictAws.findStack('Broker') as Stack;
    expect(
      await strictAws.secretsManager.rotationSettled(outputs.BrokerAccessKeySecretArn ?? ''),
    ).toMatchObject({ succeeded: true });
    const caller = strictAws.identities.users.create({ userName: 'caller' });
    caller.policies.attach(outputs.CallerPolicyArn ?? '');
    const grants = await signedFetch(
      `${outputs.IamApiUrl}/grants`,
      caller.accessKeys.create(),
      strictAws.account.region,
    );
    expect(grants).toMatchObject({ status: 200, body: { CallerAccessGrantsList: [{}] } });
    const archives = await uploadedArchives(aws);
    expect(archives.size).toBe(3);
    expect(await uploadedArchives(strictAws)).toEqual(archives);
  });
});

test('cdk diff shows a changed grant, ceiling, revocation and schedule, and cdk deploy does not replace the user', async () => {
  const { folder } = await changed;
  const [user, secret] = [idOf('BrokerUser'), idOf('BrokerAccessKeySecret')];
  const { exitCode, output } = await cdk.diff(folder);
  expect(exitCode).toBe(1);
  for (const shown of [
    'BrokerUserRevocations1',
    'BrokerUserCeiling',
    'AutomaticallyAfterDays',
    'BrokerFunction',
  ]) {
    expect(output).toContain(shown);
  }
  expect(await cdk.deploy(folder)).toMatchObject(DONE);
  expect([idOf('BrokerUser'), idOf('BrokerAccessKeySecret')]).toEqual([user, secret]);
  expect(await cdk.diff(folder)).toMatchObject(DONE);
});

test('adding kmsKey is rolled back while the policy of the secret denies reading, as docs/operations.md says', async () => {
  const { folder } = await encrypted;
  const secret = idOf('BrokerAccessKeySecret');
  const failed = await cdk.deploy(folder);
  expect(failed.exitCode).toBe(1);
  expect(failed.output).toContain('secretsmanager:GetSecretValue');
  expect(stack().status).toBe('UPDATE_ROLLBACK_COMPLETE');

  const policy = aws.secretsManager.policyOf(secret);
  aws.secretsManager.deleteResourcePolicy(secret);
  expect(await cdk.deploy(folder)).toMatchObject(DONE);
  expect(policy).toBeDefined();
  aws.secretsManager.putResourcePolicy(secret, policy as NonNullable<typeof policy>);
  expect(await cdk.diff(folder)).toMatchObject(DONE);
});

test('renaming the scope Broker replaces the user, its key and the secret', async () => {
  const [user, secret] = [idOf('BrokerUser'), idOf('BrokerAccessKeySecret')];
  const { folder } = await (await encrypted).withRenamedIdentity();
  expect(await cdk.deploy(folder)).toMatchObject(DONE);
  expect(aws.identities.users.find(user)).toBeUndefined();
  expect(() => aws.secretsManager.policyOf(secret)).toThrow("can't find the specified secret");
  expect(idOf('RenamedBrokerUser')).not.toBe(user);
});

test('cdk destroy leaves no broker user, key or secret', async () => {
  const [user, secret] = [idOf('RenamedBrokerUser'), idOf('RenamedBrokerAccessKeySecret')];
  const { folder } = await (await encrypted).withRenamedIdentity();
  expect(await cdk.destroy(folder)).toMatchObject(DONE);
  expect(aws.findStack('Broker')).toBeUndefined();
  expect(aws.identities.users.find(user)).toBeUndefined();
  expect(() => aws.secretsManager.policyOf(secret)).toThrow("can't find the specified secret");
});
