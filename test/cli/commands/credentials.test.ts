import { execFileSync } from 'node:child_process';
import { EXIT } from '../../../cli/failure.ts';
import { StubBroker } from '../stub-broker.ts';
import { TestHost, tokenOf } from '../test-host.ts';

const CREDENTIALS = {
  AccessKeyId: 'ASIAISSUED',
  SecretAccessKey: "it's $HOME `and` more",
  SessionToken: 'session+/token==',
  Expiration: '2026-11-22T09:00:00Z',
};

const TARGET = 's3://amzn-s3-demo-bucket/team-a/*';

let broker: StubBroker;
let host: TestHost;

beforeAll(async () => {
  broker = await StubBroker.start();
});

afterAll(() => broker.close());

beforeEach(() => {
  host = new TestHost();
  host.env = {
    FEDBROKER_URL: broker.url,
    FEDBROKER_TOKEN_FILE: host.writeFile('token', tokenOf({ iss: 'i', sub: 'alice' })),
  };
  broker.answers({ body: { Credentials: CREDENTIALS, GrantId: 'team-a-readers' } });
});

afterEach(() => host.remove());

test('a program gets what credential_process asks for, Version being a number', async () => {
  const { exitCode, stdout, stderr } = await host.run('credentials', TARGET);
  expect([exitCode, stderr]).toEqual([EXIT.done, '']);
  expect(stdout).toBe(`${JSON.stringify({ Version: 1, ...CREDENTIALS })}\n`);
});

test.each([
  [[], { Target: TARGET, Permission: 'READ' }],
  [
    ['--permission', 'WRITE', '--duration', '2h', '--name', 'User1'],
    { Target: TARGET, Permission: 'WRITE', DurationSeconds: 7_200, Name: 'User1' },
  ],
])('with %j the API is asked for %j', async (args, body) => {
  await host.run('credentials', 's3://amzn-s3-demo-bucket/team-a/', ...args);
  expect(broker.requests).toMatchObject([{ method: 'POST', url: '/federation-tokens' }]);
  expect(broker.requests[0]?.headers['content-type']).toBe('application/json');
  expect(JSON.parse(broker.requests[0]?.body ?? '')).toEqual(body);
});

test('a shell takes env as it is meant, whatever is in a secret', async () => {
  const { stdout } = await host.run('credentials', TARGET, '--format', 'env');
  const script = `eval "$1"; printf '%s|' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "$AWS_SESSION_TOKEN" "$AWS_CREDENTIAL_EXPIRATION"; env | grep -c ^AWS_`;
  const seen = execFileSync('sh', ['-c', script, 'sh', stdout], { env: {}, encoding: 'utf8' });
  expect(seen).toBe(`${Object.values(CREDENTIALS).join('|')}|4\n`);
});

test("json is the API's own Credentials", async () => {
  const { stdout } = await host.run('credentials', TARGET, '--format', 'json');
  expect(JSON.parse(stdout)).toEqual(CREDENTIALS);
});

test('on a terminal secrets are not shown unless a format is given, and none are issued', async () => {
  host.stdout.isTerminal = true;
  expect(await host.run('credentials', TARGET)).toEqual({
    exitCode: EXIT.usage,
    stdout: '',
    stderr: 'fedbroker: these are secrets: give --format env or json to show them here\n',
  });
  expect(broker.requests).toEqual([]);
  expect((await host.run('credentials', TARGET, '--format', 'json')).stdout).toContain(
    'ASIAISSUED',
  );
});

test('credentials are asked for once, in whatever format, unless the cache is not wanted', async () => {
  await host.run('credentials', TARGET);
  const { stdout } = await host.run('credentials', TARGET, '--format', 'json');
  expect(JSON.parse(stdout)).toEqual(CREDENTIALS);
  expect(broker.requests).toHaveLength(1);
  await host.run('credentials', TARGET, '--no-cache');
  expect(broker.requests).toHaveLength(2);
});

const ALICE = { iss: 'i', sub: 'alice' };

test.each([
  ['a renewed token of the same person', { ...ALICE, exp: 1 }, { ...ALICE, exp: 2 }, 1],
  ['another subject', ALICE, { ...ALICE, sub: 'bob' }, 2],
  ["another issuer's subject of that name", ALICE, { ...ALICE, iss: 'other' }, 2],
  ['a token that names no subject', { iss: 'i', exp: 1 }, { iss: 'i', exp: 2 }, 2],
  ['a token that is no JSON', undefined, 'other', 2],
])('%s', async (_, first, second, requests) => {
  for (const claims of [first, second]) {
    host.writeFile('token', typeof claims === 'object' ? tokenOf(claims) : `opaque-${claims}`);
    await host.run('credentials', TARGET);
  }
  expect(broker.requests).toHaveLength(requests);
});

test("one caller's credentials are no other AWS caller's", async () => {
  host.env = { FEDBROKER_URL: broker.url, AWS_REGION: 'us-east-1' };
  for (const accessKeyId of ['ASIAONE', 'ASIATWO', 'ASIAONE']) {
    host.chain = async () => ({ accessKeyId, secretAccessKey: 'caller-secret' });
    expect((await host.run('credentials', TARGET)).exitCode).toBe(EXIT.done);
  }
  expect(broker.requests).toHaveLength(2);
});

test('one request is no other', async () => {
  for (const args of [
    [],
    ['--permission', 'WRITE'],
    ['--duration', '2h'],
    ['--name', 'User1'],
    ['--url', `${broker.url}/prod`],
  ]) {
    await host.run('credentials', TARGET, ...args);
  }
  await host.run('credentials', 's3://amzn-s3-demo-bucket/team-ab/');
  expect(broker.requests).toHaveLength(6);
});

test.each([
  ['no Credentials', {}],
  ['null', { Credentials: null }],
  ['a field that is missing', { Credentials: { ...CREDENTIALS, SessionToken: undefined } }],
  ['a field of another type', { Credentials: { ...CREDENTIALS, AccessKeyId: 1 } }],
  ['an Expiration that is no time', { Credentials: { ...CREDENTIALS, Expiration: 'soon' } }],
])('an answer with %s is not passed on', async (_, body) => {
  broker.answers({ body });
  const { exitCode, stdout, stderr } = await host.run('credentials', TARGET);
  expect(stdout).toBe('');
  expect(exitCode).not.toBe(EXIT.done);
  expect(stderr).toMatch(/^fedbroker: the (answer|credentials) .*\n$/);
  expect(stderr).not.toContain('session+');
});
