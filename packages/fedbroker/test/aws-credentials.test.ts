import { readdirSync } from 'node:fs';
import path from 'node:path';
import { bundledClient } from './bundled-client.ts';
import { StubBroker } from './stub-broker.ts';

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

test.each([
  [
    'self',
    'profile self',
    ', or, to sign with the role of this machine, write env -u AWS_PROFILE before fedbroker in the profile',
  ],
  ['default', 'default', ''],
])(
  'the profile %s, which runs fedbroker, does not start itself again and again',
  async (profile, section, advice) => {
    client.env.AWS_CONFIG_FILE = client.writeFile(
      'config',
      `[${section}]\ncredential_process = ${client.program} credentials s3://amzn-s3-demo-bucket/\n`,
    );
    client.env.AWS_PROFILE = profile;
    const { code, stderr } = await client.run('credentials', 's3://amzn-s3-demo-bucket/');
    expect(code).toBe(3);
    expect(stderr).toBe(
      `fedbroker: the AWS profile ${profile} runs fedbroker, so fedbroker cannot sign with it: name another profile with --profile${advice}\n`,
    );
    expect(client.broker.requests).toEqual([]);
  },
);

const TARGET = 's3://amzn-s3-demo-bucket/team-a/';

const ISSUED = {
  AccessKeyId: 'ASIAISSUED',
  SecretAccessKey: 'issued-secret',
  SessionToken: 'session',
  Expiration: new Date(Date.now() + 3_600_000).toISOString(),
};

/** Stands for the services that the SDK calls to get credentials. */
let aws: StubBroker;

beforeAll(async () => {
  aws = await StubBroker.start();
});

afterAll(() => aws.close());

beforeEach(() => {
  aws.requests.length = 0;
  client.env.AWS_ENDPOINT_URL_STS = aws.url;
});

/** Responds as STS and as the metadata service of a container, with new credentials each time. */
function issueSessions(): void {
  aws.respond = ({ method }) => {
    const key = `ASIASESSION${aws.requests.length}`;
    return method === 'GET'
      ? { body: { ...ISSUED, AccessKeyId: key, Token: 't' } }
      : {
          body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
            <Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
            <SessionToken>t</SessionToken><Expiration>${ISSUED.Expiration}</Expiration></Credentials>
            </AssumeRoleResult></AssumeRoleResponse>`,
        };
  };
}

const PROFILES = `
[profile dev]
aws_access_key_id = AKIADEV
aws_secret_access_key = dev-secret

[profile role]
role_arn = arn:aws:iam::111122223333:role/TeamA
source_profile = dev

[profile process]
credential_process = date +%s%N | sed 's/.*/{"Version":1,"AccessKeyId":"ASIA&","SecretAccessKey":"s","SessionToken":"t"}/'

[profile failing]
credential_process = false

[profile empty]
region = us-east-1
`;

test.each(['role', 'process'])(
  'the profile %s, whose credentials are new each time, gets cached credentials with one request',
  async (profile) => {
    client.env.AWS_CONFIG_FILE = client.writeFile('config', PROFILES);
    issueSessions();
    client.broker.respondWith({ body: { Credentials: ISSUED } });
    for (let run = 0; run < 3; run++) {
      const ending = await client.run('credentials', TARGET, '--profile', profile);
      expect(ending).toMatchObject({ code: 0, stderr: '' });
    }
    expect(client.broker.requests).toHaveLength(1);
    expect(aws.requests).toHaveLength(profile === 'role' ? 1 : 0);
    expect(readdirSync(path.join(client.home, '.cache/fedbroker'))).toHaveLength(1);
  },
);

describe('on a machine with a role', () => {
  beforeEach(() => {
    client.env.AWS_CONTAINER_CREDENTIALS_FULL_URI = `${aws.url}/role`;
    issueSessions();
  });

  test('the role signs if no profile is named and none provides credentials', async () => {
    client.env.AWS_CONFIG_FILE = client.writeFile('config', '[default]\nregion = eu-west-1\n');
    expect(await client.run('grants')).toMatchObject({ code: 0 });
    expect(signer()).toBe('ASIASESSION1 in us-east-1');
  });

  test.each(['no-such-profile', 'failing', 'empty'])(
    'the profile %s is not replaced by the role',
    async (profile) => {
      client.env.AWS_CONFIG_FILE = client.writeFile('config', PROFILES);
      expect(await client.run('grants', '--profile', profile)).toMatchObject({ code: 3 });
      client.env.AWS_PROFILE = profile;
      expect(await client.run('grants')).toMatchObject({ code: 3 });
      expect([...client.broker.requests, ...aws.requests]).toEqual([]);
    },
  );

  test('a default profile that fails is not replaced by the role', async () => {
    const config = '[default]\ncredential_process = false\n';
    client.env.AWS_CONFIG_FILE = client.writeFile('config', config);
    expect(await client.run('grants')).toMatchObject({ code: 3 });
    expect([...client.broker.requests, ...aws.requests]).toEqual([]);
  });
});
