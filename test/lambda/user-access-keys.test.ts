import type { UserAccessKeys } from '../../core/rotation/rotation-ports.ts';
import { userAccessKeys } from '../../lambda/adapters/user-access-keys.ts';
import { inOrder, type StubAnswer, StubAws } from './stub-aws.ts';

let iam: StubAws;
let accessKeys: UserAccessKeys;

beforeEach(async () => {
  iam = await StubAws.start();
  accessKeys = userAccessKeys('broker');
});

afterEach(async () => {
  jest.restoreAllMocks();
  await iam.close();
});

const answer = (operation: string, result: string): StubAnswer => ({
  status: 200,
  body: `<${operation}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${operation}Result>${result}</${operation}Result></${operation}Response>`,
});

const fault = (code: string, status: number): StubAnswer => ({
  status,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>AWS said so</Message></Error></ErrorResponse>`,
});

const member = (id: string, status: string) =>
  `<member><UserName>broker</UserName><AccessKeyId>${id}</AccessKeyId><Status>${status}</Status></member>`;

const page = (members: string, more: string) =>
  answer('ListAccessKeys', `<AccessKeyMetadata>${members}</AccessKeyMetadata>${more}`);

describe('list', () => {
  test('joins all pages', async () => {
    iam.answer = inOrder(
      page(member('AKIA1', 'Active'), '<IsTruncated>true</IsTruncated><Marker>next</Marker>'),
      page(member('AKIA2', 'Inactive'), '<IsTruncated>false</IsTruncated>'),
    );
    await expect(accessKeys.list()).resolves.toEqual([
      { id: 'AKIA1', isActive: true },
      { id: 'AKIA2', isActive: false },
    ]);
    expect(iam.requests.map(({ body }) => new URLSearchParams(body).get('Marker'))).toEqual([
      null,
      'next',
    ]);
  });

  test('is empty for a deleted user', async () => {
    iam.answer = () => fault('NoSuchEntity', 404);
    await expect(accessKeys.list()).resolves.toEqual([]);
  });

  test('fails if IAM refuses', async () => {
    iam.answer = () => fault('AccessDenied', 403);
    await expect(accessKeys.list()).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('is retried', async () => {
    iam.answer = inOrder(fault('Throttling', 400), page('', ''));
    await expect(accessKeys.list()).resolves.toEqual([]);
  });
});

describe('create', () => {
  const made = (secret: string) =>
    answer(
      'CreateAccessKey',
      `<AccessKey><AccessKeyId>AKIA1</AccessKeyId><Status>Active</Status>${secret}</AccessKey>`,
    );

  test('creates a key of the user', async () => {
    iam.answer = () => made('<SecretAccessKey>s</SecretAccessKey>');
    await expect(accessKeys.create()).resolves.toEqual({
      accessKeyId: 'AKIA1',
      secretAccessKey: 's',
    });
    expect(new URLSearchParams(iam.requests[0]?.body).get('UserName')).toBe('broker');
  });

  test.each([
    ['a lost answer', 'reset'],
    ['an error of the service', fault('ServiceFailure', 500)],
    ['throttling', fault('Throttling', 400)],
  ] as const)(
    'is not retried after %s, because each attempt may create a key',
    async (_, answered) => {
      iam.answer = () => answered;
      await expect(accessKeys.create()).rejects.toThrow();
      expect(iam.requests).toHaveLength(1);
    },
  );

  test('fails if the answer has no secret', async () => {
    iam.answer = () => made('');
    await expect(accessKeys.create()).rejects.toThrow('has no access key');
  });
});

describe('delete', () => {
  test('does nothing if the key does not exist', async () => {
    iam.answer = () => fault('NoSuchEntity', 404);
    await accessKeys.delete('AKIA1');
    expect(Object.fromEntries(new URLSearchParams(iam.requests[0]?.body))).toMatchObject({
      Action: 'DeleteAccessKey',
      UserName: 'broker',
      AccessKeyId: 'AKIA1',
    });
  });

  test('fails if IAM refuses', async () => {
    iam.answer = () => fault('AccessDenied', 403);
    await expect(accessKeys.delete('AKIA1')).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

test.each([
  ['list', () => accessKeys.list()],
  ['create', () => accessKeys.create()],
  ['delete', () => accessKeys.delete('AKIA1')],
])('%s ends before the time limit for all attempts together', async (_, call) => {
  const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
  iam.answer = () => 'never';
  await expect(call()).rejects.toMatchObject({ name: 'AbortError' });
  expect(timeout.mock.calls).toEqual([[8_000]]);
});
