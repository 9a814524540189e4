import { BrokerAccessKey } from '../../lambda/adapters/broker-access-key.ts';
import { inOrder, type StubAnswer, StubAws } from './stub-aws.ts';

const KEY: StubAnswer = {
  status: 200,
  contentType: 'application/x-amz-json-1.1',
  body: '{"SecretString":"{\\"accessKeyId\\":\\"AKIA1\\",\\"secretAccessKey\\":\\"s\\"}"}',
};
const REFUSAL: StubAnswer = {
  status: 400,
  contentType: 'application/x-amz-json-1.1',
  body: '{"__type":"AccessDeniedException","Message":"not you"}',
};

let secretsManager: StubAws;
let accessKey: BrokerAccessKey;
let log: jest.SpyInstance;

beforeEach(async () => {
  secretsManager = await StubAws.start();
  accessKey = new BrokerAccessKey('arn:secret', () => new Date());
  log = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});

afterEach(async () => {
  jest.restoreAllMocks();
  await secretsManager.close();
});

test('the first request uses the key that was read while the module loaded', async () => {
  secretsManager.answer = inOrder(KEY, REFUSAL);
  accessKey.prefetch();
  await expect(accessKey.get()).resolves.toMatchObject({ accessKeyId: 'AKIA1' });
  await expect(accessKey.get()).resolves.toMatchObject({ accessKeyId: 'AKIA1' });
  expect(secretsManager.requests).toHaveLength(1);
});

test('a failed read is logged, and the first request reads the key again', async () => {
  secretsManager.answer = inOrder(REFUSAL, KEY);
  accessKey.prefetch();
  await expect(accessKey.get()).resolves.toMatchObject({ accessKeyId: 'AKIA1' });
  expect(secretsManager.requests).toHaveLength(2);
  const logged = log.mock.calls.map(([line]) => String(line)).join('');
  expect(logged).toContain('AccessKeyPrefetchFailed');
  expect(logged).toContain('AccessDeniedException');
});

test('if the second read fails, too, the first request fails', async () => {
  secretsManager.answer = () => REFUSAL;
  accessKey.prefetch();
  await expect(accessKey.get()).rejects.toMatchObject({ code: 'UpstreamFailure' });
});
