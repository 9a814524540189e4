import { BrokerAccessKey } from '../../lambda/adapters/broker-access-key.ts';
import { inOrder, StubAws } from './stub-aws.ts';

let secretsManager: StubAws;
let now: Date;
let accessKey: BrokerAccessKey;

beforeEach(async () => {
  secretsManager = await StubAws.start();
  now = new Date('2026-11-21T20:00:00Z');
  accessKey = new BrokerAccessKey('arn:secret', () => now);
});

afterEach(() => secretsManager.close());

function secretHolds(...texts: string[]): void {
  const answers = texts.map((text) => ({
    status: 200,
    contentType: 'application/x-amz-json-1.1',
    body: JSON.stringify({ SecretString: text }),
  }));
  secretsManager.answer = inOrder(...answers);
}

const keyText = (id: number) => `{"accessKeyId":"AKIA${id}","secretAccessKey":"s${id}"}`;

test('the key is read once in five minutes', async () => {
  secretHolds(keyText(1), keyText(2));
  await accessKey.get();
  now = new Date('2026-11-21T20:04:59Z');
  await expect(accessKey.get()).resolves.toMatchObject({ accessKeyId: 'AKIA1' });
  now = new Date('2026-11-21T20:05:00Z');
  await expect(accessKey.get()).resolves.toMatchObject({ accessKeyId: 'AKIA2' });
  expect(secretsManager.requests).toHaveLength(2);
});

test('the key is read once for concurrent requests', async () => {
  secretHolds(keyText(1));
  await Promise.all([accessKey.get(), accessKey.get(), accessKey.get()]);
  expect(secretsManager.requests).toMatchObject([
    {
      method: 'POST',
      url: '/',
      target: 'secretsmanager.GetSecretValue',
      accessKeyId: 'AKIAFUNCTION',
      body: '{"SecretId":"arn:secret","VersionStage":"AWSCURRENT"}',
    },
  ]);
});

test('an answer with Retry-After is not retried, and the request has only our user agent', async () => {
  secretsManager.answer = () => ({
    status: 400,
    contentType: 'application/x-amz-json-1.1',
    headers: { 'retry-after': '20' },
    body: '{"__type":"ThrottlingException"}',
  });
  await expect(accessKey.get()).rejects.toMatchObject({ code: 'Throttled' });
  expect(secretsManager.requests.map(({ headers }) => headers['user-agent'])).toEqual([
    'federation-broker',
  ]);
});

test('after a key was dropped, it is read again only if it was the cached one', async () => {
  secretHolds(keyText(1), keyText(2));
  await accessKey.get();
  accessKey.drop('AKIA0');
  await expect(accessKey.get()).resolves.toMatchObject({ accessKeyId: 'AKIA1' });
  accessKey.drop('AKIA1');
  await expect(accessKey.get()).resolves.toMatchObject({ accessKeyId: 'AKIA2' });
});

test('the key is unavailable before the first rotation, and the answer has Retry-After', async () => {
  secretHolds('{}');
  await expect(accessKey.get()).rejects.toMatchObject({
    code: 'BrokerAccessKeyUnavailable',
    message:
      'The broker has no access key yet. Its first rotation is still running, or has failed.',
    retryAfterSeconds: 10,
  });
});

test('after a failed read, the next request reads the key again', async () => {
  secretHolds('{}', keyText(1));
  await expect(accessKey.get()).rejects.toMatchObject({ code: 'BrokerAccessKeyUnavailable' });
  await expect(accessKey.get()).resolves.toMatchObject({ accessKeyId: 'AKIA1' });
});

test.each(['hunter2', '["hunter2"]', '{"accessKeyId":"hunter2"}'])(
  'the key is unavailable if the secret is malformed (%s), and the error does not show the secret',
  async (text) => {
    secretHolds(text);
    const failure: unknown = await accessKey.get().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'BrokerAccessKeyUnavailable' });
    const { message, cause } = failure as Error;
    expect(`${message} ${cause}`).not.toContain('hunter2');
  },
);

test('reading the key is an UpstreamFailure if Secrets Manager refuses', async () => {
  secretsManager.answer = () => ({
    status: 400,
    contentType: 'application/x-amz-json-1.1',
    body: '{"__type":"AccessDeniedException","Message":"not you"}',
  });
  await expect(accessKey.get()).rejects.toMatchObject({ code: 'UpstreamFailure' });
});

test('the key is logged with its age, and never with its secret part', async () => {
  const lines: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  const createdAt = new Date('2026-11-18T14:00:00Z').getTime() / 1_000;
  secretsManager.answer = () => ({
    status: 200,
    contentType: 'application/x-amz-json-1.1',
    body: JSON.stringify({ SecretString: keyText(1), CreatedDate: createdAt }),
  });
  await accessKey.get().finally(() => jest.restoreAllMocks());
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      time: expect.any(String),
      event: 'BrokerAccessKeyRead',
      accessKeyId: 'AKIA1',
      ageDays: 3.25,
    },
  ]);
});
