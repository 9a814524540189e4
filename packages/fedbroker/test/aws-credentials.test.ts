import { bundledClient } from './bundled-client.ts';

const client = bundledClient();

/** Returns who signed the only request, and for which region. */
function signer(): string | undefined {
  const [request] = client.broker.requests;
  const [, key, region] =
    /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(request?.headers.authorization ?? '') ?? [];
  return key === undefined ? undefined : `${key} in ${region}`;
}

test('requests are signed with the credentials of the environment', async () => {
  Object.assign(client.env, {
    AWS_ACCESS_KEY_ID: 'AKIACALLER',
    AWS_SECRET_ACCESS_KEY: 'caller-secret',
    AWS_REGION: 'eu-west-1',
  });
  expect(await client.run('grants')).toMatchObject({ code: 0 });
  expect(signer()).toBe('AKIACALLER in eu-west-1');
});

test.each([
  ['AWS_CONFIG_FILE', '[profile caller]', ['--profile', 'caller'], {}],
  ['AWS_CONFIG_FILE', '[profile caller]', [], { AWS_PROFILE: 'caller' }],
  ['AWS_CONFIG_FILE', '[default]', [], {}],
  ['AWS_SHARED_CREDENTIALS_FILE', '[caller]', ['--profile', 'caller'], {}],
])('the region can come from a profile (%s, %s, %j, %j)', async (variable, section, args, more) => {
  const settings = 'region=eu-south-2\naws_access_key_id=AKIAPROFILE\naws_secret_access_key=s\n';
  const file = client.writeFile('profiles', `${section}\n${settings}`);
  Object.assign(client.env, { AWS_REGION: '', [variable]: file, ...more });
  expect(await client.run('grants', ...args)).toMatchObject({ code: 0 });
  expect(signer()).toBe('AKIAPROFILE in eu-south-2');
});

test('a profile that runs fedbroker does not start itself again and again', async () => {
  client.env.AWS_CONFIG_FILE = client.writeFile(
    'config',
    `[profile self]\ncredential_process = ${client.program} credentials s3://amzn-s3-demo-bucket/\n`,
  );
  client.env.AWS_PROFILE = 'self';
  const { code, stderr } = await client.run('credentials', 's3://amzn-s3-demo-bucket/');
  expect(code).toBe(3);
  expect(stderr).toMatch(/^fedbroker: the AWS profile self provides no credentials: .*\n$/);
  expect(client.broker.requests).toEqual([]);
});
