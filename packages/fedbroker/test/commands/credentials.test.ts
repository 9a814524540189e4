import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EXIT } from '../../src/failure.ts';
import { signedIn } from '../signed-in.ts';
import { tokenOf } from '../test-host.ts';

const CREDENTIALS = {
  AccessKeyId: 'ASIAISSUED',
  SecretAccessKey: "it's $HOME `and` more",
  SessionToken: 'session+/token==',
  Expiration: '2026-11-22T09:00:00Z',
};

const TARGET = 's3://amzn-s3-demo-bucket/team-a/*';

const cli = signedIn();

beforeEach(() => cli.broker.respondWith({ body: { Credentials: CREDENTIALS, Accesses: [] } }));

test('the default format is that of credential_process, in which Version is a number', async () => {
  const { exitCode, stdout, stderr } = await cli.host.run('credentials', TARGET);
  expect([exitCode, stderr]).toEqual([EXIT.done, '']);
  expect(stdout).toBe(`${JSON.stringify({ Version: 1, ...CREDENTIALS })}\n`);
});

test.each([
  [[], { Target: TARGET, Permission: 'READ' }],
  [
    ['--permission', 'WRITE', '--duration', '2h', '--name', 'User1'],
    { Target: TARGET, Permission: 'WRITE', DurationSeconds: 7_200, Name: 'User1' },
  ],
])('the options %j become the request %j', async (args, body) => {
  await cli.host.run('credentials', 's3://amzn-s3-demo-bucket/team-a/', ...args);
  expect(cli.broker.requests).toMatchObject([{ method: 'POST', url: '/federation-tokens' }]);
  expect(cli.broker.requests[0]?.headers['content-type']).toBe('application/json');
  expect(JSON.parse(cli.broker.requests[0]?.body ?? '')).toEqual(body);
});

test('several accesses become one request, in their order', async () => {
  const args = [
    'READ=s3://amzn-s3-demo-bucket/in/',
    's3://amzn-s3-demo-bucket/a=b',
    'WRITE=s3://amzn-s3-demo-bucket',
  ];
  expect((await cli.host.run('credentials', ...args, '--name', 'User1')).exitCode).toBe(EXIT.done);
  expect(JSON.parse(cli.broker.requests[0]?.body ?? '')).toEqual({
    Accesses: [
      { Target: 's3://amzn-s3-demo-bucket/in/*', Permission: 'READ' },
      { Target: 's3://amzn-s3-demo-bucket/a=b', Permission: 'READ' },
      { Target: 's3://amzn-s3-demo-bucket/*', Permission: 'WRITE' },
    ],
    Name: 'User1',
  });
});

test.each([
  [
    ['read=s3://amzn-s3-demo-bucket'],
    'write PERMISSION=TARGET with one of LIST, READ, UPLOAD, WRITE, READWRITE, but not with read',
  ],
  [
    ['READ=s3://amzn-s3-demo-bucket', '--permission', 'WRITE'],
    'give either --permission or READ=TARGET, not both',
  ],
  [
    [TARGET, '--policy', 'policy.json'],
    'credentials takes at least one ACCESS or --policy, but got both',
  ],
  [
    ['--policy', 'p.json', '--permission', 'READ'],
    'give either --policy or --permission, not both',
  ],
  [['--policy', '/nowhere/p.json'], 'cannot read the policy /nowhere/p.json (ENOENT)'],
  [[], 'credentials takes at least one ACCESS or --policy, but got 0'],
  [['READ=amzn-s3-demo-bucket'], 'TARGET must be like s3://BUCKET/PREFIX/'],
])('%j is refused before a request', async (args, message) => {
  const { exitCode, stderr } = await cli.host.run('credentials', ...args);
  expect(exitCode).toBe(EXIT.usage);
  expect(stderr).toContain(message);
  expect(cli.broker.requests).toEqual([]);
});

test('a shell can evaluate the format env, whatever characters a secret contains', async () => {
  const { stdout } = await cli.host.run('credentials', TARGET, '--format', 'env');
  const script = `eval "$1"; printf '%s|' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "$AWS_SESSION_TOKEN" "$AWS_CREDENTIAL_EXPIRATION"; env | grep -c ^AWS_`;
  const seen = execFileSync('sh', ['-c', script, 'sh', stdout], { env: {}, encoding: 'utf8' });
  expect(seen).toBe(`${Object.values(CREDENTIALS).join('|')}|4\n`);
});

const SET: readonly (readonly [format: string, line: (name: string) => string, value: string])[] = [
  ['powershell', (name) => `$Env:${name} = `, "'it''s $HOME `and` more'"],
  ['fish', (name) => `set -gx ${name} `, "'it\\'s $HOME `and` more'"],
];

test.each(SET)(
  'the format %s has the variables of the format env',
  async (format, start, secret) => {
    const env = await cli.host.run('credentials', TARGET, '--format', 'env');
    const names = [...env.stdout.matchAll(/^export (\w+)=/gm)].map(([, name = '']) => name);
    const { stdout } = await cli.host.run('credentials', TARGET, '--format', format);
    expect(stdout.trimEnd().split('\n')).toEqual(
      names.map((name) => expect.stringContaining(start(name))),
    );
    expect(stdout).toContain(`${start('AWS_SECRET_ACCESS_KEY')}${secret}\n`);
  },
);

test('the format windows-cmd quotes values so that cmd.exe leaves them unchanged', async () => {
  const SecretAccessKey = "it's (a+b/c) & <more> | ^all";
  cli.broker.respondWith({ body: { Credentials: { ...CREDENTIALS, SecretAccessKey } } });
  const { stdout } = await cli.host.run('credentials', TARGET, '--format', 'windows-cmd');
  expect(stdout.split('\n')).toEqual([
    'set "AWS_ACCESS_KEY_ID=ASIAISSUED"',
    `set "AWS_SECRET_ACCESS_KEY=${SecretAccessKey}"`,
    'set "AWS_SESSION_TOKEN=session+/token=="',
    'set "AWS_CREDENTIAL_EXPIRATION=2026-11-22T09:00:00Z"',
    '',
  ]);
});

test.each(['"&calc&"', '%PATH%', '!PATH!'])(
  'the format windows-cmd refuses %j, which cmd.exe would interpret',
  async (SessionToken) => {
    cli.broker.respondWith({ body: { Credentials: { ...CREDENTIALS, SessionToken } } });
    expect(await cli.host.run('credentials', TARGET, '--format', 'windows-cmd')).toEqual({
      exitCode: EXIT.failed,
      stdout: '',
      stderr: 'fedbroker: cmd.exe cannot set these credentials: give another --format\n',
    });
  },
);

test.each([
  [['eu-central-1'], 'eu-central-1 eu-central-1'],
  [['eu-central-1', 'eu-central-1'], 'eu-central-1 eu-central-1'],
  [['eu-central-1', 'us-east-1'], 'none none'],
  [[undefined], 'none none'],
])('for buckets in the Regions %j, the format env sets %s', async (regions, expected) => {
  const body = { Credentials: CREDENTIALS, Accesses: regions.map((Region) => ({ Region })) };
  cli.broker.respondWith({ body });
  const { stdout } = await cli.host.run('credentials', TARGET, '--format', 'env');
  const script = `eval "$1"; echo "\${AWS_REGION-none} \${AWS_DEFAULT_REGION-none}"`;
  const seen = execFileSync('sh', ['-c', script, 'sh', stdout], { env: {}, encoding: 'utf8' });
  expect(seen).toBe(`${expected}\n`);
  const again = await cli.host.run('credentials', TARGET, '--format', 'env');
  expect([again.stdout, cli.broker.requests.length]).toEqual([stdout, 1]);
});

test.each(['SecretAccessKey', 'SessionToken', 'Expiration'])(
  'terminal commands in %s reach no terminal',
  async (field) => {
    const text = '2026-11-22T09:00:00Z (\u001b[2J)';
    cli.broker.respondWith({ body: { Credentials: { ...CREDENTIALS, [field]: text } } });
    expect(await cli.host.run('credentials', TARGET, '--format', 'env')).toEqual({
      exitCode: EXIT.failed,
      stdout: '',
      stderr: 'fedbroker: the API sent credentials with characters that credentials never have\n',
    });
  },
);

test('a policy of the caller is sent as it is written', async () => {
  const policy = path.join(mkdtempSync(path.join(tmpdir(), 'policy-')), 'policy.json');
  writeFileSync(policy, '{"Statement": [], "statement": []}');
  await cli.host.run('credentials', '--policy', policy, '--duration', '900');
  rmSync(path.dirname(policy), { recursive: true });
  expect(JSON.parse(cli.broker.requests[0]?.body ?? '')).toEqual({
    Policy: '{"Statement": [], "statement": []}',
    DurationSeconds: 900,
  });
});

test('the format json is the Credentials object of the API', async () => {
  const { stdout } = await cli.host.run('credentials', TARGET, '--format', 'json');
  expect(JSON.parse(stdout)).toEqual(CREDENTIALS);
});

test('on a terminal, credentials are neither issued nor printed unless a format is given', async () => {
  cli.host.stdout.isTerminal = true;
  expect(await cli.host.run('credentials', TARGET)).toEqual({
    exitCode: EXIT.usage,
    stdout: '',
    stderr:
      'fedbroker: credentials are secrets: to print them on this terminal, give --format, such as env, powershell or json\n',
  });
  expect(cli.broker.requests).toEqual([]);
  expect((await cli.host.run('credentials', TARGET, '--format', 'json')).stdout).toContain(
    'ASIAISSUED',
  );
});

test('cached credentials are used for every format, but not with --no-cache', async () => {
  await cli.host.run('credentials', TARGET);
  const { stdout } = await cli.host.run('credentials', TARGET, '--format', 'json');
  expect(JSON.parse(stdout)).toEqual(CREDENTIALS);
  expect(cli.broker.requests).toHaveLength(1);
  await cli.host.run('credentials', TARGET, '--no-cache');
  expect(cli.broker.requests).toHaveLength(2);
});

const ALICE = { iss: 'i', sub: 'alice' };

test.each([
  [
    'a renewed token of the same person uses the cache',
    { ...ALICE, exp: 1 },
    { ...ALICE, exp: 2 },
    1,
  ],
  ['another subject does not use the cache', ALICE, { ...ALICE, sub: 'bob' }, 2],
  [
    'the same subject of another issuer does not use the cache',
    ALICE,
    { ...ALICE, iss: 'other' },
    2,
  ],
  ['a token without a subject is its own caller', { iss: 'i', exp: 1 }, { iss: 'i', exp: 2 }, 2],
  ['a token that is not JSON is its own caller', undefined, 'other', 2],
])('%s: %j and %j need %i requests', async (_, first, second, requests) => {
  for (const claims of [first, second]) {
    cli.host.writeFile('token', typeof claims === 'object' ? tokenOf(claims) : `opaque-${claims}`);
    await cli.host.run('credentials', TARGET);
  }
  expect(cli.broker.requests).toHaveLength(requests);
});

test('callers with different access keys do not share credentials', async () => {
  cli.host.env = { FEDBROKER_URL: cli.broker.url, AWS_REGION: 'us-east-1' };
  for (const accessKeyId of ['ASIAONE', 'ASIATWO', 'ASIAONE']) {
    cli.host.chain = async () => ({ accessKeyId, secretAccessKey: 'caller-secret' });
    expect((await cli.host.run('credentials', TARGET)).exitCode).toBe(EXIT.done);
  }
  expect(cli.broker.requests).toHaveLength(2);
});

test('requests that differ in any option do not share credentials', async () => {
  for (const args of [
    [],
    ['--permission', 'WRITE'],
    ['--duration', '2h'],
    ['--name', 'User1'],
    ['--url', `${cli.broker.url}/prod`],
    [TARGET],
    ['LIST=s3://amzn-s3-demo-bucket/team-a/'],
  ]) {
    await cli.host.run('credentials', TARGET, ...args);
  }
  await cli.host.run('credentials', 's3://amzn-s3-demo-bucket/team-ab/');
  expect(cli.broker.requests).toHaveLength(8);
});

test.each([
  ['no Credentials', {}],
  ['null', { Credentials: null }],
  ['a field that is missing', { Credentials: { ...CREDENTIALS, SessionToken: undefined } }],
  ['a field of another type', { Credentials: { ...CREDENTIALS, AccessKeyId: 1 } }],
  ['an Expiration that is not a time', { Credentials: { ...CREDENTIALS, Expiration: 'soon' } }],
])('a response with %s is not passed on', async (_, body) => {
  cli.broker.respondWith({ body });
  const { exitCode, stdout, stderr } = await cli.host.run('credentials', TARGET);
  expect(stdout).toBe('');
  expect(exitCode).not.toBe(EXIT.done);
  expect(stderr).toMatch(/^fedbroker: the (response|API) .*\n$/);
  expect(stderr).not.toContain('session+');
});
