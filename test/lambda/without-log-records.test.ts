import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import type { BrokerAccessKey } from '../../lambda/adapters/broker-access-key.ts';
import { StsFederationTokens } from '../../lambda/adapters/federation-tokens.ts';
import { S3ObjectKeys } from '../../lambda/adapters/object-keys.ts';
import { withoutLogRecords } from '../../lambda/adapters/without-log-records.ts';
import { StubAws } from './stub-aws.ts';

type Logger = NonNullable<STSClientConfig['logger']>;

let aws: StubAws;

beforeEach(async () => {
  aws = await StubAws.start();
  aws.answer = () => ({ status: 200, body: '<Empty/>' });
});

afterEach(() => {
  jest.restoreAllMocks();
  return aws.close();
});

const KEY = { accessKeyId: 'AKIA1', secretAccessKey: 's' };

/** @returns how many records the client made, which is sent with by `send`. */
async function recordsOf(send: (logger: Logger) => Promise<unknown>): Promise<number> {
  const info = jest.fn();
  const ignore = () => undefined;
  await send({ debug: ignore, info, warn: ignore, error: ignore });
  return info.mock.calls.length;
}

const SENDS: Readonly<Record<string, (logger: Logger, isQuiet: boolean) => Promise<unknown>>> = {
  STS: (logger, isQuiet) => {
    const sts = new STSClient({ logger, credentials: KEY });
    return (isQuiet ? withoutLogRecords(sts) : sts).send(new GetCallerIdentityCommand());
  },
  S3: (logger, isQuiet) => {
    const s3 = new S3Client({ logger, credentials: KEY });
    const command = new ListObjectsV2Command({ Bucket: 'reports' });
    return (isQuiet ? withoutLogRecords(s3) : s3).send(command);
  },
};

test.each(Object.entries(SENDS))(
  'the client of %s makes a record of each call, and none without that step',
  async (_, send) => {
    await expect(recordsOf((logger) => send(logger, false))).resolves.toBe(1);
    await expect(recordsOf((logger) => send(logger, true))).resolves.toBe(0);
  },
);

test('the clients that each request uses are without it', async () => {
  const stepsOfClients: (readonly string[])[] = [];
  for (const { prototype } of [STSClient, S3Client]) {
    jest.spyOn(prototype, 'send').mockImplementation(function (this: STSClient) {
      stepsOfClients.push(this.middlewareStack.identify());
      throw new Error('Not sent.');
    });
  }
  const accessKey = { get: async () => KEY, drop: () => undefined } as unknown as BrokerAccessKey;
  const request = { name: 'alice', policy: '{}', durationSeconds: 900, tags: [] };
  await expect(new StsFederationTokens(accessKey).issue(request)).rejects.toThrow();
  const credentials = { ...KEY, sessionToken: 't', expiration: new Date() };
  const page = { bucket: 'reports', maxKeys: 1 };
  await expect(new S3ObjectKeys().list(credentials, page)).rejects.toThrow();
  expect(stepsOfClients).toHaveLength(2);
  expect(stepsOfClients.flat().join()).toContain('retryMiddleware');
  expect(stepsOfClients.flat().join()).not.toContain('loggerMiddleware');
});
