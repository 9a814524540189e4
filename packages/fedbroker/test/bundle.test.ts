import { type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundleClient } from '../build/bundle.ts';
import manifest from '../package.json' with { type: 'json' };
import { bundledClient } from './bundled-client.ts';
import { tokenOf } from './test-host.ts';

const TARGET = 's3://amzn-s3-demo-bucket/team-a/';

const ISSUED = {
  AccessKeyId: 'ASIAISSUED',
  SecretAccessKey: 'issued-secret',
  SessionToken: 'session',
  Expiration: new Date(Date.now() + 3_600_000).toISOString(),
};

const client = bundledClient();

beforeEach(() => {
  const token = tokenOf({ iss: 'i', sub: 'alice' });
  client.env.FEDBROKER_TOKEN_FILE = client.writeFile('token', token);
});

test('the bundle is one executable file, which prints the version of package.json', async () => {
  expect(statSync(client.program).mode & 0o777).toBe(0o755);
  expect(await client.run('--version')).toEqual({
    code: 0,
    stdout: `${manifest.version}\n`,
    stderr: '',
  });
});

test('the bundle also runs in a CommonJS package', async () => {
  const other = path.join(client.home, 'commonjs');
  mkdirSync(other);
  writeFileSync(path.join(other, 'package.json'), '{}');
  const program = path.join(other, 'fedbroker.js');
  await bundleClient(program);
  const child = spawn(program, ['--version'], { env: client.env });
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
});

test('if several processes start at once, one calls the broker and all print its credentials', async () => {
  client.broker.respondWith({ body: { Credentials: ISSUED }, afterMilliseconds: 50 });
  const endings = await Promise.all([1, 2, 3].map(() => client.run('credentials', TARGET)));
  const stdout = `${JSON.stringify({ Version: 1, ...ISSUED })}\n`;
  expect(endings).toEqual([1, 2, 3].map(() => ({ code: 0, stdout, stderr: '' })));
  expect(client.broker.requests).toHaveLength(1);
  expect(readdirSync(path.join(client.home, '.cache/fedbroker'))).toHaveLength(1);
});

const SHELLS = ['bash', 'zsh'].filter(
  (shell) => spawnSync(shell, ['--version']).error === undefined,
);

test.each(SHELLS)(
  'in %s, a command can write the token: --token-file <(command)',
  async (shell) => {
    const { FEDBROKER_TOKEN_FILE: token = '', ...env } = client.env;
    client.broker.respondWith(
      { body: { Contents: [], IsTruncated: true, NextContinuationToken: 'next' } },
      { body: { Contents: [], IsTruncated: false } },
    );
    const script = `${client.program} ls ${TARGET} --all --token-file <(cat ${token})`;
    const child = spawn(shell, ['-c', script], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
    const bearer = `Bearer ${readFileSync(token, 'utf8')}`;
    expect(client.broker.requests.map(({ headers }) => headers.authorization)).toEqual([
      bearer,
      bearer,
    ]);
  },
);

test('after a process was killed during its request, the next one gets credentials', async () => {
  client.broker.respondWith('never', { body: { Credentials: ISSUED } });
  const killed = spawn(client.program, ['credentials', TARGET], { env: client.env });
  while (client.broker.requests.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  killed.kill('SIGKILL');
  await new Promise((resolve) => killed.once('close', resolve));
  expect(await client.run('credentials', TARGET)).toMatchObject({ code: 0, stderr: '' });
});

test('Ctrl-C ends fedbroker by its signal, which a shell reports as exit code 130', async () => {
  client.broker.respondWith('never');
  const child = spawn(client.program, ['grants'], { env: client.env });
  while (client.broker.requests.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  child.kill('SIGINT');
  const signal = await new Promise((resolve) => child.once('close', (_, name) => resolve(name)));
  expect(signal).toBe('SIGINT');
});

test('if the reader closes the pipe, fedbroker ends without a message', async () => {
  client.broker.respondWith({
    body: {
      Contents: Array.from({ length: 1_000 }, (_, index) => ({
        Key: `${index}`.padStart(200, '0'),
        ETag: '"1"',
      })),
      IsTruncated: true,
      NextContinuationToken: 'next',
    },
  });
  const child = spawn(client.program, ['ls', TARGET, '--all'], { env: client.env });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect([code, stderr]).toEqual([0, '']);
});

const isRoot = process.getuid?.() === 0;

test.each<readonly [string, (env: Record<string, string>) => SpawnOptions]>([
  ['HOME is empty', (env) => ({ env: { ...env, HOME: '' } })],
  ['HOME is a relative path', (env) => ({ env: { ...env, HOME: '.' } })],
  // Only root can take a user id that has no entry in /etc/passwd.
  ...(isRoot
    ? [
        [
          'the user has no home folder',
          ({ HOME: _, ...env }: Record<string, string>) => ({ env, uid: 54_321, gid: 54_321 }),
        ] as const,
      ]
    : []),
])(
  'if %s, there is no cache, and nothing is read from or written to the working folder',
  async (_, options) => {
    const marker = path.join(client.home, 'marker');
    client.writeFile('.aws/config', `[default]\ncredential_process = touch ${marker}\n`);
    const files = readdirSync(client.home, { recursive: true });
    chmodSync(client.folder, 0o755);
    chmodSync(client.home, 0o777);
    client.broker.respondWith({ body: { Credentials: ISSUED } });
    const run = (env: Record<string, string>, ...args: readonly string[]) => {
      const { status, stdout, stderr } = spawnSync(client.program, args, {
        ...options(env),
        cwd: client.home,
        encoding: 'utf8',
      });
      return { status, stdout, stderr };
    };

    expect(run(client.env, '--version')).toMatchObject({ status: 0, stderr: '' });
    const child = spawn(client.program, ['credentials', TARGET], {
      ...options(client.env),
      cwd: client.home,
    });
    let stderr = '';
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
    expect(stderr).toBe(
      'fedbroker: there is no cache without a home folder: set HOME or XDG_CACHE_HOME\n',
    );

    const { FEDBROKER_TOKEN_FILE: _token, ...withoutToken } = client.env;
    expect(run(withoutToken, 'grants')).toMatchObject({ status: 3 });
    expect(readdirSync(client.home, { recursive: true })).toEqual(files);
  },
);

if (isRoot) {
  test('a home folder that another user has closed, as in some containers, holds no sign-in', () => {
    chmodSync(client.folder, 0o755);
    const { FEDBROKER_TOKEN_FILE: _token, ...env } = client.env;
    const { status, stderr } = spawnSync(client.program, ['grants'], {
      env,
      uid: 54_321,
      gid: 54_321,
      cwd: client.folder,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([3, expect.stringContaining('there are no AWS credentials')]);
  });
}

describe('console --open', () => {
  const SigninUrl = 'https://signin.aws.amazon.com/federation?Action=login&SigninToken=secret';

  beforeEach(() => {
    client.broker.respondWith({ body: { SigninUrl } });
    client.env.PATH = `${path.join(client.home, 'bin')}:${client.env.PATH}`;
  });

  /** Installs the program that opens URLs on Linux and macOS. */
  function installOpener(script: string): void {
    for (const name of ['xdg-open', 'open']) {
      chmodSync(client.writeFile(`bin/${name}`, `#!/bin/sh\n${script}\n`), 0o755);
    }
  }

  test('`console --open` passes the link to the program that opens links', async () => {
    const log = path.join(client.home, 'log');
    installOpener(`printf %s "$1" > ${log}`);
    expect(await client.run('console', TARGET, '--open')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'fedbroker: opened the console in your browser\n',
    });
    expect(readFileSync(log, 'utf8')).toBe(SigninUrl);
  });

  test.each([
    ['exit 3', /\(exit code 3\)/],
    ['kill -9 $$', /\(SIGKILL\)/],
  ])(
    'if the program that opens links fails (%s), the command fails and prints the link',
    async (script, reason) => {
      installOpener(script);
      const { code, stdout, stderr } = await client.run('console', TARGET, '--open');
      expect([code, stdout]).toEqual([1, `${SigninUrl}\n`]);
      expect(stderr).toMatch(reason);
    },
  );

  test('on Windows, the program that opens links is the one of the system, never one in the working folder', async () => {
    const log = path.join(client.home, 'log');
    const program = client.writeFile(
      '\\System32\\rundll32.exe',
      `#!/bin/sh\nprintf %s "$2" > ${log}\n`,
    );
    chmodSync(program, 0o755);
    const platform = "Object.defineProperty(process, 'platform', { value: 'win32' })";
    client.env.NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(platform)}`;
    client.env.SystemRoot = `${client.home}/`;
    expect(await client.run('console', TARGET, '--open')).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(log, 'utf8')).toBe(SigninUrl);

    delete client.env.SystemRoot;
    const { stderr } = await client.run('console', TARGET, '--open');
    expect(stderr).toContain('C:\\Windows\\System32\\rundll32.exe cannot open a browser here');
  });

  test('`console --open` ends even if the program that opens links keeps running', async () => {
    installOpener('exec sleep 60');
    const began = Date.now();
    expect(await client.run('console', TARGET, '--open')).toMatchObject({ code: 0, stdout: '' });
    expect(Date.now() - began).toBeLessThan(50_000);
  });
});
