import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findCredentialSource } from '../src/credential-source.ts';
import type { CredentialSource } from '../src/host.ts';
import { TestHost, tokenOf } from './test-host.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 's' };

const STATIC = { aws_access_key_id: 'AKIAPROFILE', aws_secret_access_key: 's' };

const ROLE = { role_arn: 'arn:aws:iam::111122223333:role/TeamA', source_profile: 'dev' };

const WEB_IDENTITY = { AWS_WEB_IDENTITY_TOKEN_FILE: '/token', AWS_ROLE_ARN: 'arn' };

let host: TestHost;

beforeEach(() => {
  host = new TestHost();
  Object.assign(host.files, { mine: STATIC, other: STATIC, empty: { region: 'eu-west-1' } });
});

afterEach(() => host.remove());

function find(profile?: string): Promise<CredentialSource> {
  return findCredentialSource(profile, host);
}

test.each<
  readonly [string | undefined, Readonly<Record<string, string>>, Partial<CredentialSource>]
>([
  [undefined, KEYS, { kind: 'environment' }],
  [undefined, { ...KEYS, AWS_PROFILE: 'mine' }, { kind: 'environment' }],
  ['mine', KEYS, { kind: 'profile', profile: 'mine' }],
  ['mine', { AWS_PROFILE: 'other' }, { kind: 'profile', profile: 'mine' }],
  [undefined, { AWS_PROFILE: 'mine' }, { kind: 'profile', profile: 'mine' }],
  [
    undefined,
    { AWS_PROFILE: 'mine', AWS_DEFAULT_PROFILE: 'other' },
    { kind: 'profile', profile: 'mine' },
  ],
  [undefined, { AWS_PROFILE: '' }, { kind: 'machine' }],
  ['empty', WEB_IDENTITY, { kind: 'profile', profile: 'empty', region: 'eu-west-1' }],
  [undefined, WEB_IDENTITY, { kind: 'web-identity' }],
  [undefined, {}, { kind: 'machine' }],
])('with --profile %s and the environment %j, the source is %j', async (option, env, source) => {
  host.env = env;
  expect(await find(option)).toMatchObject(source);
});

test.each([
  [STATIC, {}, 'profile'],
  [ROLE, WEB_IDENTITY, 'profile'],
  [STATIC, WEB_IDENTITY, 'web-identity'],
  [{ region: 'eu-west-1' }, {}, 'machine'],
])(
  'with the default profile %j and the environment %j, the source is a %s',
  async (settings, env, kind) => {
    host.files.default = settings;
    host.env = env;
    expect((await find()).kind).toBe(kind);
  },
);

describe('the identity of a caller', () => {
  /** Returns the identities before and after a change. */
  async function around(change: () => void): Promise<readonly [unknown, unknown]> {
    const before = await find('mine');
    change();
    return [before.identity, (await find('mine')).identity];
  }

  test('does not depend on the secrets of a session', async () => {
    host.files.mine = { ...ROLE, aws_secret_access_key: 'one', aws_session_token: 'one' };
    const [before, after] = await around(() => {
      host.files.mine = { ...ROLE, aws_secret_access_key: 'two', aws_session_token: 'two' };
    });
    expect(before).toBe(after);
    expect(before).not.toContain('one');
  });

  test.each([
    ['the access key', { aws_access_key_id: 'AKIAOTHER' }],
    ['the role', { role_arn: 'arn:aws:iam::111122223333:role/TeamB' }],
    ['the source profile', { source_profile: 'other' }],
    ['the process', { credential_process: 'login --as bob' }],
    ['the account of IAM Identity Center', { sso_account_id: '222233334444' }],
  ])('changes with %s', async (_, settings) => {
    const [before, after] = await around(() => {
      host.files.mine = { ...STATIC, ...settings };
    });
    expect(before).not.toBe(after);
  });

  test('changes with the settings of the source profile', async () => {
    Object.assign(host.files, { mine: ROLE, dev: STATIC });
    const [before, after] = await around(() => {
      host.files.dev = { ...STATIC, aws_access_key_id: 'AKIAOTHER' };
    });
    expect(before).not.toBe(after);
  });

  test('ends where source profiles form a circle', async () => {
    Object.assign(host.files, { mine: { ...ROLE, source_profile: 'mine' } });
    expect((await find('mine')).kind).toBe('profile');
  });

  test.each([
    ['sso_session', 'company'],
    ['sso_start_url', 'https://company.awsapps.com/start'],
  ])(
    'changes when another person signs in to IAM Identity Center (%s), but not when the session is renewed',
    async (setting, session) => {
      const folder = path.join(host.homeFolder, '.aws/sso/cache');
      mkdirSync(folder, { recursive: true });
      const name = createHash('sha1').update(session).digest('hex');
      const signIn = (refreshToken: string, accessToken: string) =>
        writeFileSync(
          path.join(folder, `${name}.json`),
          JSON.stringify({ refreshToken, accessToken }),
        );
      host.files.mine = { [setting]: session, sso_account_id: '111122223333' };
      signIn('alice', 'one');
      const [first, renewed] = await around(() => signIn('alice', 'two'));
      const [, other] = await around(() => signIn('bob', 'three'));
      expect([renewed === first, other === first]).toEqual([true, false]);
    },
  );

  test.each(['profile', 'environment'])(
    'depends on the subject of a web identity, not on its token (%s)',
    async (place) => {
      const token = (claims: object) => host.writeFile('token', tokenOf({ iss: 'i', ...claims }));
      const file = token({ sub: 'pod-a', exp: 1 });
      host.files.mine = { role_arn: ROLE.role_arn, web_identity_token_file: file };
      host.env = { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: ROLE.role_arn };
      const identity = async () => (await find(place === 'profile' ? 'mine' : undefined)).identity;
      const first = await identity();
      token({ sub: 'pod-a', exp: 2 });
      const renewed = await identity();
      token({ sub: 'pod-b', exp: 2 });
      expect([renewed === first, (await identity()) === first]).toEqual([true, false]);
    },
  );

  test('depends on the access key of the environment that a profile uses', async () => {
    host.files.mine = { role_arn: ROLE.role_arn, credential_source: 'Environment' };
    host.env = KEYS;
    const [before, after] = await around(() => {
      host.env = { ...KEYS, AWS_ACCESS_KEY_ID: 'AKIAOTHER' };
    });
    expect(before).not.toBe(after);
  });
});
