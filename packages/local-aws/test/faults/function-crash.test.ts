import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { type LocalAws, startLocalAws } from '../../src/start.ts';
import type { CallerCredentials } from '../fixtures/signed-fetch.ts';

/** Each crash starts another process. */
const KEY_MAKER = path.join(import.meta.dirname, '..', 'fixtures', 'key-maker.ts');
const USER_NAMES = ['A', 'B', 'C'];
const CALLS = 2 * USER_NAMES.length;

const CRASHED = {
  functionError: 'Unhandled',
  payload: {
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringMatching(/^RequestId: [\w-]{36} Error: Runtime exited .*SIGKILL$/),
  },
};

let codeFolder: string;
let aws: LocalAws;
let roleArn: string;

beforeAll(async () => {
  codeFolder = await mkdtemp(path.join(tmpdir(), 'local-aws-test-key-maker-'));
  const outfile = path.join(codeFolder, 'index.js');
  await build({ entryPoints: [KEY_MAKER], outfile, bundle: true, platform: 'node', format: 'cjs' });
});

afterAll(() => rm(codeFolder, { recursive: true, force: true }));

beforeEach(async () => {
  aws = await startLocalAws();
  const role = aws.identities.roles.create({
    roleName: 'KeyMaker',
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    },
  });
  role.policies.putInline('Allowed', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: ['iam:CreateAccessKey', 'logs:*'], Resource: '*' },
  });
  roleArn = role.arn;
  await createKeyMaker('KeyMaker');
});

afterEach(() => aws.close());

function createKeyMaker(functionName: string): Promise<string> {
  aws.logs.createLogGroup(functionName);
  return aws.functions.create({
    functionName,
    codeFolder,
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    roleArn,
    timeoutSeconds: 30,
    memorySizeMb: 128,
    variables: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    logging: { logGroup: functionName, format: 'Text' },
  });
}

/** Resets the users' keys, and lets the function make a key for each user. */
function run(functionName = 'KeyMaker', credentials?: CallerCredentials) {
  const { users } = aws.identities;
  for (const userName of USER_NAMES) {
    const user = users.find(userName) ?? users.create({ userName });
    user.accessKeys.list().map(({ accessKeyId }) => user.accessKeys.delete(accessKeyId));
  }
  return aws.functions.invokeAsDeployer(functionName, { userNames: USER_NAMES, credentials });
}

function keysMade(): number {
  return USER_NAMES.filter((name) => aws.identities.users.get(name).accessKeys.list().length > 0)
    .length;
}

test('the process dies after the planned call, and only the calls until then had an effect', async () => {
  for (let calls = 1; calls <= CALLS; calls += 1) {
    const crash = aws.functions.crashAfter('KeyMaker', calls);
    expect(await run()).toMatchObject(CRASHED);
    expect(crash.happened).toBe(true);
    expect(keysMade()).toBe(Math.ceil(calls / 2));
  }
});

test('it dies only once, and the next invocation succeeds', async () => {
  aws.functions.crashAfter('KeyMaker', 1);
  expect(await run()).toMatchObject(CRASHED);
  expect(await run()).not.toHaveProperty('functionError');
  expect(keysMade()).toBe(USER_NAMES.length);
});

test('calls of several invocations count towards a planned crash', async () => {
  const crash = aws.functions.crashAfter('KeyMaker', CALLS + 2);
  expect(await run()).not.toHaveProperty('functionError');
  expect(crash.happened).toBe(false);
  expect(await run()).toMatchObject(CRASHED);
  expect(keysMade()).toBe(1);
});

test('a plan can be cancelled, and a new plan replaces it', async () => {
  aws.functions.crashAfter('KeyMaker', 1);
  const crash = aws.functions.crashAfter('KeyMaker', 2);
  crash.cancel();
  expect(await run()).not.toHaveProperty('functionError');
  expect(crash.happened).toBe(false);
});

test('calls with other credentials than the role’s count', async () => {
  const credentials = aws.identities.users.create({ userName: 'Ada' }).accessKeys.create();
  const { payload } = await run('KeyMaker', credentials);
  expect(payload).toEqual(USER_NAMES.map(() => 'arn:aws:iam::111122223333:user/Ada'));
  aws.functions.crashAfter('KeyMaker', 2);
  expect(await run('KeyMaker', credentials)).toMatchObject(CRASHED);
  expect(keysMade()).toBe(1);
});

test('calls that AWS refuses count', async () => {
  aws.identities.roles.get('KeyMaker').policies.putInline('Allowed', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'logs:*', Resource: '*' },
  });
  const crash = aws.functions.crashAfter('KeyMaker', 1);
  expect(await run()).toMatchObject(CRASHED);
  expect(crash.happened).toBe(true);
  expect(keysMade()).toBe(0);
});

test('calls of other functions do not count', async () => {
  await createKeyMaker('Other');
  await run('KeyMaker');
  const crash = aws.functions.crashAfter('KeyMaker', 1);
  expect(await run('Other')).not.toHaveProperty('functionError');
  expect(crash.happened).toBe(false);
});

test('a plan needs an existing function and a positive number of calls', () => {
  expect(() => aws.functions.crashAfter('Absent', 1)).toThrow('Function not found: Absent');
  for (const calls of [0, -1, 1.5, Number.NaN]) {
    expect(() => aws.functions.crashAfter('KeyMaker', calls)).toThrow(RangeError);
  }
});
