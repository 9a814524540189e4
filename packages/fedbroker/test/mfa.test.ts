import { spawn } from 'node:child_process';
import { EXIT } from '../src/failure.ts';
import { bundledClient } from './bundled-client.ts';
import { StubBroker } from './stub-broker.ts';
import { TestHost } from './test-host.ts';

const SERIAL = 'arn:aws:iam::111122223333:mfa/alice';

const MFA_PROFILE = {
  role_arn: 'arn:aws:iam::111122223333:role/TeamA',
  source_profile: 'dev',
  mfa_serial: SERIAL,
};

const client = bundledClient();

describe('a profile that needs an MFA code', () => {
  let host: TestHost;

  beforeEach(() => {
    host = new TestHost();
    host.time = Date.now();
    Object.assign(host.files, { dev: { aws_access_key_id: 'AKIADEV' }, mfa: MFA_PROFILE });
    host.env = { FEDBROKER_URL: client.broker.url, AWS_REGION: 'us-east-1' };
    host.chain = async () => ({
      accessKeyId: 'ASIASESSION',
      secretAccessKey: 's',
      sessionToken: 't',
      expiration: new Date(host.time + 3_600_000),
    });
    host.canAsk = true;
    host.answers.push('123456');
  });

  afterEach(() => host.remove());

  test('asks for the code on a terminal, once for all commands of an hour', async () => {
    expect(await host.run('grants', '--profile', 'mfa')).toMatchObject({ exitCode: EXIT.done });
    expect(host.mfaCodes).toEqual(['123456']);
    expect(await host.run('grants', '--profile', 'mfa')).toMatchObject({ exitCode: EXIT.done });
    expect(host.questions).toEqual([`Enter MFA code for ${SERIAL}: `]);
    expect(client.broker.requests).toHaveLength(2);
    host.time += 3_600_000;
    await host.run('grants', '--profile', 'mfa');
    expect(host.questions).toHaveLength(2);
  });

  test('asks for the code of a source profile, too', async () => {
    host.files.next = { role_arn: 'arn:aws:iam::111122223333:role/Next', source_profile: 'mfa' };
    expect(await host.run('grants', '--profile', 'next')).toMatchObject({ exitCode: EXIT.done });
    expect(host.questions).toEqual([`Enter MFA code for ${SERIAL}: `]);
  });

  test('does not keep the session with --no-cache', async () => {
    client.broker.respondWith({ status: 429 });
    for (const run of [1, 2]) {
      await host.run('credentials', 's3://b', '--no-cache', '--profile', 'mfa');
      expect(host.questions).toHaveLength(run);
    }
  });

  test('says what to do without a terminal, and sends no request', async () => {
    host.canAsk = false;
    expect(await host.run('grants', '--profile', 'mfa')).toEqual({
      exitCode: EXIT.notAccepted,
      stdout: '',
      stderr:
        'fedbroker: the AWS profile mfa needs an MFA code, and there is no terminal to ask for it: run fedbroker grants --profile mfa on a terminal first\n',
    });
    expect(client.broker.requests).toEqual([]);
  });

  test('works without a terminal after it was used on one', async () => {
    await host.run('grants', '--profile', 'mfa');
    host.canAsk = false;
    expect(await host.run('grants', '--profile', 'mfa')).toMatchObject({ exitCode: EXIT.done });
  });

  test('reports that AWS refuses the MFA code', async () => {
    host.chain = () => Promise.reject(Object.assign(new Error('no'), { name: 'AccessDenied' }));
    const { exitCode, stderr } = await host.run('grants', '--profile', 'mfa');
    expect(exitCode).toBe(EXIT.notAccepted);
    expect(stderr).toContain('(AccessDenied): check the MFA code, its trust policy');
  });
});

/** `script` of Linux runs a program on a terminal. */
const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('on a real terminal, STS gets the code that the person types', async () => {
  const sts = await StubBroker.start();
  sts.respondWith({
    body: `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIASESSION</AccessKeyId>
      <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
      <Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
  });
  const settings = Object.entries(MFA_PROFILE).map(([name, value]) => `${name} = ${value}\n`);
  client.env.AWS_CONFIG_FILE = client.writeFile(
    'config',
    `[profile dev]\naws_access_key_id = AKIADEV\naws_secret_access_key = s\n[profile mfa]\n${settings.join('')}`,
  );
  client.env.AWS_ENDPOINT_URL_STS = sts.url;
  const command = `${client.program} grants --profile mfa`;
  const child = spawn('script', ['-qec', command, '/dev/null'], { env: client.env });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    if (String(chunk).includes('Enter MFA code for')) {
      child.stdin.write('654321\n');
    }
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  await sts.close();
  expect([code, output]).toEqual([0, expect.stringContaining('you have no grants')]);
  expect(sts.requests).toHaveLength(1);
  expect(Object.fromEntries(new URLSearchParams(sts.requests[0]?.body))).toMatchObject({
    SerialNumber: SERIAL,
    TokenCode: '654321',
  });
  expect(client.broker.requests[0]?.headers.authorization).toContain('ASIASESSION');
});
