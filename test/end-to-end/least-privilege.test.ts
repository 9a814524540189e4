import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetFederationTokenCommand, STSClient } from '@aws-sdk/client-sts';
import type { ApiCredentials } from '../../tools/local/signed-fetch.ts';
import { refusalOf, TestBroker } from './test-broker.ts';

let broker: TestBroker;
let secretArn: string;

beforeAll(async () => {
  broker = await TestBroker.start();
  secretArn = broker.running.stack.outputs.BrokerAccessKeySecretArn ?? '';
});

afterAll(() => broker.close());

/** Reads the broker access key with the credentials of the broker function. */
async function brokerAccessKey(): Promise<ApiCredentials> {
  const client = new SecretsManagerClient(
    broker.clientOptions(broker.roleCredentials('BrokerFunctionRole')),
  );
  const { SecretString = '' } = await client.send(
    new GetSecretValueCommand({ SecretId: secretArn, VersionStage: 'AWSCURRENT' }),
  );
  return JSON.parse(SecretString);
}

describe('the secret', () => {
  const read = (credentials: ApiCredentials) =>
    new SecretsManagerClient(broker.clientOptions(credentials)).send(
      new GetSecretValueCommand({ SecretId: secretArn }),
    );
  const write = (credentials: ApiCredentials) =>
    new SecretsManagerClient(broker.clientOptions(credentials)).send(
      new PutSecretValueCommand({ SecretId: secretArn, SecretString: '{}' }),
    );

  test('cannot be read by an administrator', async () => {
    expect(await refusalOf(read(broker.running.operator))).toBe('AccessDeniedException');
  });

  test('can be read by the broker function, but only its current version', async () => {
    const client = new SecretsManagerClient(
      broker.clientOptions(broker.roleCredentials('BrokerFunctionRole')),
    );
    const previous = client.send(
      new GetSecretValueCommand({ SecretId: secretArn, VersionStage: 'AWSPREVIOUS' }),
    );
    expect(await refusalOf(previous)).toBe('AccessDeniedException');
  });

  test('cannot be read by the cleanup function', async () => {
    const cleanup = broker.roleCredentials('BrokerAccessKeyCleanupRole');
    expect(await refusalOf(read(cleanup))).toBe('AccessDeniedException');
  });

  test('cannot be written by an administrator or by the broker function', async () => {
    expect(await refusalOf(write(broker.running.operator))).toBe('AccessDeniedException');
    const reader = broker.roleCredentials('BrokerFunctionRole');
    expect(await refusalOf(write(reader))).toBe('AccessDeniedException');
  });

  test('holds a key that the first rotation made', async () => {
    expect(await brokerAccessKey()).toEqual({
      accessKeyId: expect.stringMatching(/^AKIA/),
      secretAccessKey: expect.any(String),
    });
  });
});

describe('the broker user', () => {
  const federate = async (credentials: ApiCredentials, policy: object) =>
    new STSClient(broker.clientOptions(credentials)).send(
      new GetFederationTokenCommand({ Name: 'test', Policy: JSON.stringify(policy) }),
    );

  test('is needed: the role of the broker function cannot call GetFederationToken', async () => {
    const outcome = federate(broker.roleCredentials('BrokerFunctionRole'), {
      Version: '2012-10-17',
    });
    await expect(outcome).rejects.toThrow(
      'Cannot call GetFederationToken with session credentials',
    );
  });

  test('gives no session more than the ceiling, even with a session policy that allows everything', async () => {
    const { Credentials } = await federate(await brokerAccessKey(), {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    });
    const s3 = broker.s3({
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken,
    });
    broker.running.local.s3.createBucket('outside');
    await s3.send(new ListObjectsV2Command({ Bucket: 'reports' }));
    const listOutside = s3.send(new ListObjectsV2Command({ Bucket: 'outside' }));
    expect(await refusalOf(listOutside)).toBe('AccessDenied');
    const writeRead = s3.send(
      new PutObjectCommand({ Bucket: 'reports', Key: 'team-a/x', Body: 'x' }),
    );
    expect(await refusalOf(writeRead)).toBe('AccessDenied');
  });

  test('reaches no bucket of another account, even a public one', async () => {
    const { local } = broker.running;
    local.s3.createBucket('foreign', { ownerAccountId: '999988887777' });
    local.s3.setBucketPolicy('foreign', {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:ListBucket',
        Resource: 'arn:aws:s3:::foreign',
      },
    });
    const answer = await broker.call('permission-set-Engineer', '/buckets/foreign/keys');
    expect(answer).toMatchObject({ status: 403, body: { Code: 'BucketAccessDenied' } });
  });

  test('cannot read the secret that holds its own key', async () => {
    const key = await brokerAccessKey();
    const read = new SecretsManagerClient(broker.clientOptions(key)).send(
      new GetSecretValueCommand({ SecretId: secretArn }),
    );
    expect(await refusalOf(read)).toBe('AccessDeniedException');
  });
});

test('the log holds every issue and every refusal, but no secret', async () => {
  const issued = await broker.issue('role-TeamA', {
    Target: 's3://reports/team-a/*',
    Permission: 'READ',
  });
  await broker.call('role-TeamA', '/federation-tokens', {
    Target: 's3://builds/*',
    Permission: 'READ',
  });
  const log = broker.logOf('BrokerFunction');
  expect(log).toContainEqual(
    expect.objectContaining({
      event: 'TokenIssued',
      caller: { arn: 'arn:aws:sts::111122223333:assumed-role/TeamA/sample' },
      grantId: 'team-a-readers',
      target: 's3://reports/team-a/*',
      accessKeyId: issued.Credentials.AccessKeyId,
    }),
  );
  expect(log).toContainEqual(
    expect.objectContaining({ event: 'AccessDenied', target: 's3://builds/*' }),
  );
  const text = JSON.stringify(log);
  const { secretAccessKey } = await brokerAccessKey();
  for (const secret of [
    issued.Credentials.SecretAccessKey,
    issued.Credentials.SessionToken,
    secretAccessKey,
  ]) {
    expect(text).not.toContain(secret);
  }
});

test('the local AWS has given no warning', () => {
  expect(broker.warnings).toEqual([]);
});
