import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleClient } from '../build/bundle.ts';
import manifest from '../package.json' with { type: 'json' };
import { StubBroker } from './stub-broker.ts';
import { tokenOf } from './test-host.ts';

const TARGET = 's3://amzn-s3-demo-bucket/team-a/';

const ISSUED = {
  AccessKeyId: 'ASIAISSUED',
  SecretAccessKey: 'issued-secret',
  SessionToken: 'session',
  Expiration: new Date(Date.now() + 3_600_000).toISOString(),
};

let folder: string;
let program: string;
let broker: StubBroker;
let env: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'fedbroker-bundle-'));
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  program = path.join(folder, 'fedbroker.js');
  await bundleClient(program);
  broker = await StubBroker.start();
});

afterAll(async () => {
  await broker.close();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  const home = mkdtempSync(path.join(folder, 'home-'));
  writeFileSync(path.join(home, 'token'), tokenOf({ iss: 'i', sub: 'alice' }));
  env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    FEDBROKER_URL: broker.url,
    FEDBROKER_TOKEN_FILE: path.join(home, 'token'),
  };
});

interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function fedbroker(...args: readonly string[]): Promise<Ending> {
  return new Promise((resolve) => {
    const child: ChildProcess = execFile(program, args, { env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

test('the bundle is one executable file, which prints the version of package.json', async () => {
  expect(statSync(program).mode & 0o777).toBe(0o755);
  expect(await fedbroker('--version')).toEqual({
    code: 0,
    stdout: `${manifest.version}\n`,
    stderr: '',
  });
});

test('the bundle also runs in a CommonJS package', async () => {
  const other = path.join(folder, 'commonjs');
  mkdirSync(other);
  writeFileSync(path.join(other, 'package.json'), '{}');
  await bundleClient(path.join(other, 'fedbroker.js'));
  program = path.join(other, 'fedbroker.js');
  expect(await fedbroker('--version')).toMatchObject({ code: 0, stdout: `${manifest.version}\n` });
  program = path.join(folder, 'fedbroker.js');
});

test('if several processes start at once, one calls the broker and all print its credentials', async () => {
  broker.respondWith({ body: { Credentials: ISSUED }, afterMilliseconds: 50 });
  const endings = await Promise.all([1, 2, 3].map(() => fedbroker('credentials', TARGET)));
  const stdout = `${JSON.stringify({ Version: 1, ...ISSUED })}\n`;
  expect(endings).toEqual([1, 2, 3].map(() => ({ code: 0, stdout, stderr: '' })));
  expect(broker.requests).toHaveLength(1);
  expect(readdirSync(path.join(env.HOME ?? '', '.cache/fedbroker'))).toHaveLength(1);
});

test('a process that is killed during its request does not block the next one', async () => {
  broker.respondWith('never', { body: { Credentials: ISSUED } });
  const killed = spawn(program, ['credentials', TARGET], { env });
  while (broker.requests.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  killed.kill('SIGKILL');
  await new Promise((resolve) => killed.once('close', resolve));
  const began = Date.now();
  expect(await fedbroker('credentials', TARGET)).toMatchObject({ code: 0, stderr: '' });
  expect(Date.now() - began).toBeLessThan(3_000);
});

test('requests are signed with the credentials of the default chain', async () => {
  broker.respondWith({ body: { CallerAccessGrantsList: [] } });
  Object.assign(env, {
    FEDBROKER_TOKEN_FILE: '',
    AWS_ACCESS_KEY_ID: 'AKIACALLER',
    AWS_SECRET_ACCESS_KEY: 'caller-secret',
    AWS_REGION: 'eu-west-1',
  });
  expect(await fedbroker('grants')).toMatchObject({ code: 0 });
  expect(broker.requests[0]?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIACALLER\/\d{8}\/eu-west-1\/execute-api\/aws4_request, /,
  );
});

test.each([
  ['AWS_CONFIG_FILE', '[profile caller]', ['--profile', 'caller'], {}],
  ['AWS_CONFIG_FILE', '[profile caller]', [], { AWS_PROFILE: 'caller' }],
  ['AWS_CONFIG_FILE', '[default]', [], {}],
  ['AWS_SHARED_CREDENTIALS_FILE', '[caller]', ['--profile', 'caller'], {}],
])('the region can come from a profile (%s, %s, %j, %j)', async (variable, section, args, more) => {
  broker.respondWith({ body: { CallerAccessGrantsList: [] } });
  const file = path.join(env.HOME ?? '', 'profiles');
  const settings = 'region=eu-south-2\naws_access_key_id=AKIAPROFILE\naws_secret_access_key=s\n';
  writeFileSync(file, `${section}\n${settings}`);
  Object.assign(env, { FEDBROKER_TOKEN_FILE: '', [variable]: file, ...more });
  expect(await fedbroker('grants', ...args)).toMatchObject({ code: 0 });
  expect(broker.requests[0]?.headers.authorization).toMatch(
    /Credential=AKIAPROFILE\/\d{8}\/eu-south-2\/execute-api\/aws4_request, /,
  );
});

test('a profile that runs fedbroker does not start itself again and again', async () => {
  broker.respondWith({});
  const config = path.join(env.HOME ?? '', 'config');
  writeFileSync(config, `[profile self]\ncredential_process = ${program} credentials ${TARGET}\n`);
  Object.assign(env, {
    FEDBROKER_TOKEN_FILE: '',
    AWS_CONFIG_FILE: config,
    AWS_PROFILE: 'self',
    AWS_REGION: 'eu-west-1',
  });
  const { code, stderr } = await fedbroker('credentials', TARGET);
  expect(code).toBe(3);
  expect(stderr).toMatch(/^fedbroker: the AWS profile self provides no credentials: .*\n$/);
  expect(broker.requests).toEqual([]);
});

test('if the reader closes the pipe, fedbroker ends without a message', async () => {
  broker.respondWith({
    body: {
      Contents: Array.from({ length: 1_000 }, (_, index) => ({
        Key: `${index}`.padStart(200, '0'),
        ETag: '"1"',
      })),
      IsTruncated: true,
      NextContinuationToken: 'next',
    },
  });
  const child = spawn(program, ['ls', TARGET, '--all'], { env });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect([code, stderr]).toEqual([0, '']);
});
