import type { SecretVersions } from '../../core/rotation/rotation-ports.ts';
import { secretVersions } from '../../lambda/adapters/secret-versions.ts';
import { inOrder, type StubAnswer, StubAws } from './stub-aws.ts';

let secretsManager: StubAws;
let versions: SecretVersions;

beforeEach(async () => {
  secretsManager = await StubAws.start();
  versions = secretVersions('arn:secret');
});

afterEach(async () => {
  jest.restoreAllMocks();
  await secretsManager.close();
});

function answers(body: object, status = 200): StubAnswer {
  return { status, contentType: 'application/x-amz-json-1.1', body: JSON.stringify(body) };
}

const refuses = (code: string) => answers({ __type: code, Message: 'AWS said so' }, 400);

/** The operations and parameters of the requests. */
function asked(): readonly unknown[] {
  return secretsManager.requests.map(({ target, body }) => [
    target.replace('secretsmanager.', ''),
    JSON.parse(body),
  ]);
}

test('describe returns whether the secret rotates, and the labels of each version', async () => {
  secretsManager.answer = () =>
    answers({ RotationEnabled: true, VersionIdsToStages: { v0: ['AWSCURRENT'], v1: ['A', 'B'] } });
  await expect(versions.describe()).resolves.toEqual({
    rotationEnabled: true,
    stages: new Map([
      ['v0', ['AWSCURRENT']],
      ['v1', ['A', 'B']],
    ]),
  });
  expect(asked()).toEqual([['DescribeSecret', { SecretId: 'arn:secret' }]]);
});

test('rotation counts as turned off if the answer does not say that it is on', async () => {
  secretsManager.answer = () => answers({});
  await expect(versions.describe()).resolves.toEqual({
    rotationEnabled: false,
    stages: new Map(),
  });
});

describe('read', () => {
  test.each([
    [{ id: 'v1' }, { VersionId: 'v1' }],
    [{ stage: 'AWSCURRENT' as const }, { VersionStage: 'AWSCURRENT' }],
  ])('reads a version by %o', async (version, parameters) => {
    secretsManager.answer = () => answers({ SecretString: 'text' });
    await expect(versions.read(version)).resolves.toBe('text');
    expect(asked()).toEqual([['GetSecretValue', { SecretId: 'arn:secret', ...parameters }]]);
  });

  test('returns undefined for a version without a value', async () => {
    secretsManager.answer = () => refuses('ResourceNotFoundException');
    await expect(versions.read({ id: 'v1' })).resolves.toBeUndefined();
  });

  test('returns an empty string for a version with binary content', async () => {
    secretsManager.answer = () => answers({ SecretBinary: 'aHVudGVyMg==' });
    await expect(versions.read({ id: 'v1' })).resolves.toBe('');
  });

  test('fails if Secrets Manager refuses', async () => {
    secretsManager.answer = () => refuses('AccessDeniedException');
    await expect(versions.read({ id: 'v1' })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});

test('putPending stores the text in the version with the label AWSPENDING, and retries', async () => {
  secretsManager.answer = inOrder('reset', answers({}));
  await versions.putPending('v1', 'text');
  const put = {
    SecretId: 'arn:secret',
    ClientRequestToken: 'v1',
    SecretString: 'text',
    VersionStages: ['AWSPENDING'],
  };
  expect(asked()).toEqual([
    ['PutSecretValue', put],
    ['PutSecretValue', put],
  ]);
});

test('removePending removes AWSPENDING from the version', async () => {
  secretsManager.answer = () => answers({});
  await versions.removePending('v1');
  expect(asked()).toEqual([
    [
      'UpdateSecretVersionStage',
      { SecretId: 'arn:secret', VersionStage: 'AWSPENDING', RemoveFromVersionId: 'v1' },
    ],
  ]);
});

test('moveCurrent moves AWSCURRENT from one version to the other', async () => {
  secretsManager.answer = () => answers({});
  await versions.moveCurrent('v1', 'v0');
  expect(asked()).toEqual([
    [
      'UpdateSecretVersionStage',
      {
        SecretId: 'arn:secret',
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: 'v1',
        RemoveFromVersionId: 'v0',
      },
    ],
  ]);
});

test.each([
  ['describe', () => versions.describe()],
  ['read', () => versions.read({ id: 'v1' })],
  ['putPending', () => versions.putPending('v1', 'text')],
  ['removePending', () => versions.removePending('v1')],
  ['moveCurrent', () => versions.moveCurrent('v1', 'v0')],
])('%s ends before the time limit for all attempts together', async (_, call) => {
  const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
  secretsManager.answer = () => 'never';
  await expect(call()).rejects.toMatchObject({ name: 'AbortError' });
  expect(timeout.mock.calls).toEqual([[8_000]]);
});
