import { IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Faults, RequestFaults } from '../../src/faults.ts';
import { type LocalAws, startLocalAws } from '../../src/start.ts';
import { type CallerCredentials, signedFetch } from '../fixtures/signed-fetch.ts';

let aws: LocalAws;
let credentials: CallerCredentials;
let draws: number[];

async function start(faults: Faults): Promise<void> {
  aws = await startLocalAws({ faults: { random: () => draws.shift() ?? 0.999, ...faults } });
  const user = aws.identities.users.create({ userName: 'Ada' });
  const Statement = { Effect: 'Allow', Action: '*', Resource: '*' };
  user.policies.putInline('Allowed', { Version: '2012-10-17', Statement });
  credentials = user.accessKeys.create();
}

beforeEach(() => {
  draws = [];
});

afterEach(() => aws?.close());

function configuration() {
  return { endpoint: aws.endpointUrl, region: 'us-east-1', credentials, maxAttempts: 1 };
}

const CALLS: Record<string, () => Promise<unknown>> = {
  sts: () => new STSClient(configuration()).send(new GetCallerIdentityCommand({})),
  iam: () => new IAMClient(configuration()).send(new ListAccessKeysCommand({ UserName: 'Ada' })),
  s3: () =>
    new S3Client({ ...configuration(), forcePathStyle: true }).send(new ListBucketsCommand({})),
  secretsmanager: () =>
    new SecretsManagerClient(configuration()).send(new DescribeSecretCommand({ SecretId: 'x' })),
};

async function faultOf(service: string): Promise<unknown[]> {
  const error = await CALLS[service]?.().catch((caught: unknown) => caught);
  const { name, $metadata } = error as { name: string; $metadata: { httpStatusCode: number } };
  return [name, $metadata.httpStatusCode];
}

describe('AWS SDKs understand the errors of each service', () => {
  const ROWS: [service: string, throttled: unknown[], failed: unknown[]][] = [
    ['sts', ['Throttling', 400], ['InternalFailure', 500]],
    ['iam', ['Throttling', 400], ['InternalFailure', 500]],
    ['s3', ['SlowDown', 503], ['InternalError', 500]],
    ['secretsmanager', ['ThrottlingException', 400], ['InternalServiceError', 500]],
  ];

  test.each(ROWS)('%s', async (service, throttled, failed) => {
    await start({ throttlingRate: 0.25, failureRate: 0.5 });
    draws = [0, 0.249, 0.25, 0.749, 0.75];
    expect(await faultOf(service)).toEqual(throttled);
    expect(await faultOf(service)).toEqual(throttled);
    expect(await faultOf(service)).toEqual(failed);
    expect(await faultOf(service)).toEqual(failed);
    const after = await CALLS[service]?.().catch((error: Error) => error.name);
    expect([throttled[0], failed[0]]).not.toContain(after);
    expect(draws).toEqual([]);
  });

  test('logs', async () => {
    await start({ throttlingRate: 0.5, failureRate: 0.5 });
    draws = [0, 0.5];
    const call = () =>
      signedFetch(aws.endpointUrl, credentials, {
        service: 'logs',
        method: 'POST',
        body: '{"logGroupName":"group"}',
        headers: { 'x-amz-target': 'Logs_20140328.DescribeLogStreams' },
      });
    const throttled = await call();
    expect(throttled.status).toBe(400);
    expect(await throttled.json()).toMatchObject({ __type: 'ThrottlingException' });
    const failed = await call();
    expect(failed.status).toBe(500);
    expect(await failed.json()).toMatchObject({ __type: 'InternalFailure' });
  });
});

test('a failed request has no effect', async () => {
  await start({ throttlingRate: 1, random: () => 0 });
  const response = await signedFetch(
    `${aws.endpointUrl}/?Action=CreateAccessKey&Version=2010-05-08`,
    credentials,
    { service: 'iam' },
  );
  expect(response.status).toBe(400);
  expect(aws.identities.users.get('Ada').accessKeys.list()).toHaveLength(1);
});

test('a retry gets a new random number, so AWS SDKs recover', async () => {
  await start({ throttlingRate: 0.5 });
  draws = [0, 0, 0.9];
  const client = new STSClient({ ...configuration(), maxAttempts: 3 });
  const { $metadata } = await client.send(new GetCallerIdentityCommand({}));
  expect($metadata.attempts).toBe(3);
});

test('services that are not listed do not fail', async () => {
  await start({ throttlingRate: 1, services: ['s3'], random: () => 0 });
  await expect(CALLS.sts?.()).resolves.toBeDefined();
  expect(await faultOf('s3')).toEqual(['SlowDown', 503]);
});

test('by default, no request fails', async () => {
  aws = await startLocalAws();
  const user = aws.identities.users.create({ userName: 'Ada' });
  credentials = user.accessKeys.create();
  await expect(CALLS.sts?.()).resolves.toBeDefined();
});

test('a wrong signature is reported before any injected fault', async () => {
  await start({ throttlingRate: 1 });
  credentials = { ...credentials, secretAccessKey: 'wrong' };
  expect(await faultOf('sts')).toEqual(['SignatureDoesNotMatch', 403]);
});

test.each<[string, Faults]>([
  ['throttlingRate must be from 0 to 1: -0.1', { throttlingRate: -0.1 }],
  ['failureRate must be from 0 to 1: 1.1', { failureRate: 1.1 }],
  ['failureRate must be from 0 to 1: NaN', { failureRate: Number.NaN }],
  ['together must be from 0 to 1: 1.5', { throttlingRate: 0.75, failureRate: 0.75 }],
  ['cannot inject faults into "dynamodb"', { services: ['sts', 'dynamodb'] }],
])('refuses: %s', (message, faults) => {
  expect(() => new RequestFaults(faults)).toThrow(new RegExp(message));
});
