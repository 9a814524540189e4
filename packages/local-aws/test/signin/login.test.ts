import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { ConsoleSession } from '../../src/signin/signin.ts';
import { BUCKET, CONSOLE_PAGE, loginParameters, SignInFixture } from './sign-in-fixture.ts';

const FEDERATED_USER_ARN = 'arn:aws:sts::111122223333:federated-user/alice';
const ASSUMED_ROLE_ARN = 'arn:aws:sts::111122223333:assumed-role/Portal/alice';
const FIFTEEN_MINUTES = 15 * 60;

let signIn: SignInFixture;

beforeEach(async () => {
  signIn = await SignInFixture.start();
});

afterEach(() => signIn.aws.close());

async function signinToken(): Promise<string> {
  return signIn.signinToken(await signIn.federatedUser());
}

function secondsLeft({ expiration }: ConsoleSession): number {
  return Math.round((expiration.getTime() - signIn.clock.now().getTime()) / 10_000) * 10;
}

test.each([
  ['federatedUser', FEDERATED_USER_ARN],
  ['assumedRole', ASSUMED_ROLE_ARN],
] as const)('a link made with the credentials of %s signs in as %s', async (kind, arn) => {
  const parameters = loginParameters(await signIn.signinToken(await signIn[kind]()));
  const answer = await signIn.get(parameters);
  expect([answer.status, await answer.text()]).toEqual([302, '']);
  expect(answer.headers.get('location')).toBe(CONSOLE_PAGE);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const cookie = encodeURIComponent(JSON.stringify({ arn }));
  expect(answer.headers.get('set-cookie')).toBe(`aws-userInfo=${cookie}; Path=/`);
  expect(signIn.aws.signin.sessionOf(signIn.url(parameters))).toMatchObject({
    credential: { principal: { arn } },
    destination: CONSOLE_PAGE,
  });
});

test('the console session has exactly the permissions of its credentials', async () => {
  signIn.aws.s3.createBucket(BUCKET);
  signIn.aws.s3.putObject(BUCKET, 'team-a/plan.txt', 'x');
  const link = signIn.url(loginParameters(await signinToken()));
  const { credential } = signIn.aws.signin.sessionOf(link);
  const s3 = new S3Client({
    endpoint: signIn.aws.endpointUrl,
    region: 'us-east-1',
    credentials: credential,
    forcePathStyle: true,
  });
  const list = (Prefix: string) => s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix }));
  expect((await list('team-a/')).Contents?.map(({ Key }) => Key)).toEqual(['team-a/plan.txt']);
  await expect(list('team-b/')).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('a link works several times within fifteen minutes', async () => {
  const parameters = loginParameters(await signinToken());
  expect((await signIn.get(parameters)).status).toBe(302);
  signIn.clock.advance(FIFTEEN_MINUTES - 10);
  expect((await signIn.get(parameters)).status).toBe(302);
  signIn.clock.advance(10);
  const late = await signIn.get(parameters);
  expect([late.status, await late.text()]).toEqual([
    400,
    'HTTP Status 400 - SigninToken is unknown or has expired.',
  ]);
  expect(late.headers.get('set-cookie')).toBeNull();
});

test('each link signs in with its own credentials', async () => {
  const tokens = [await signinToken(), await signIn.signinToken(await signIn.assumedRole())];
  const sessions = tokens.map((token) =>
    signIn.aws.signin.sessionOf(signIn.url(loginParameters(token))),
  );
  expect(sessions.map(({ credential }) => credential.principal.arn)).toEqual([
    FEDERATED_USER_ARN,
    ASSUMED_ROLE_ARN,
  ]);
});

test('a link expires with its credentials', async () => {
  const session = await signIn.federatedUser(900);
  signIn.clock.advance(600);
  const parameters = loginParameters(await signIn.signinToken(session));
  signIn.clock.advance(300);
  const late = await signIn.get(parameters);
  expect([late.status, await late.text()]).toEqual([
    400,
    'HTTP Status 400 - Invalid credentials parameter',
  ]);
});

test.each<[string, Record<string, string | undefined>, string]>([
  ['no token', { SigninToken: undefined }, 'SigninToken'],
  ['an unknown token', { SigninToken: 'x' }, 'SigninToken'],
  ['no destination', { Destination: undefined }, 'Destination'],
  ['a destination outside the console', { Destination: 'https://example.com/' }, 'Destination'],
  ['a parameter of getSigninToken', { SessionDuration: '900' }, 'Issuer, Destination, SigninToken'],
])('%s is refused, and nobody is signed in', async (_name, change, message) => {
  const changed = Object.entries({ ...loginParameters(await signinToken()), ...change });
  const parameters = changed.flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  const answer = await signIn.get(Object.fromEntries(parameters));
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(message)]);
  expect([answer.headers.get('location'), answer.headers.get('set-cookie')]).toEqual([null, null]);
});

test('the issuer is optional', async () => {
  const { Issuer: _issuer, ...parameters } = loginParameters(await signinToken());
  expect((await signIn.get(parameters)).status).toBe(302);
});

describe('the console session lasts', () => {
  const sessionFor = async (kind: 'federatedUser' | 'assumedRole', more = {}) => {
    const token = await signIn.signinToken(await signIn[kind](), more);
    return signIn.aws.signin.sessionOf(signIn.url(loginParameters(token)));
  };

  test.each([
    ['as long as its credentials', {}, 3600],
    ['as long as SessionDuration', { SessionDuration: '1800' }, 1800],
    ['no longer than its credentials', { SessionDuration: '43200' }, 3600],
  ])('%s', async (_name, more, seconds) => {
    expect(secondsLeft(await sessionFor('assumedRole', more))).toBe(seconds);
  });

  test('as long as DurationSeconds for a federated user', async () => {
    expect(secondsLeft(await sessionFor('federatedUser', { DurationSeconds: '900' }))).toBe(900);
  });
});

describe('sessionOf', () => {
  test('follows a link to AWS’s own host', async () => {
    const query = new URLSearchParams(loginParameters(await signinToken()));
    const link = `https://signin.aws.amazon.com/federation?${query}`;
    expect(signIn.aws.signin.sessionOf(link).credential.principal.arn).toBe(FEDERATED_USER_ARN);
  });

  test.each([
    ['another path', '/', 'login'],
    ['another action', '/federation', 'getSigninToken'],
  ])('refuses a link with %s', async (_name, path, action) => {
    const login = new URLSearchParams(loginParameters(await signinToken()));
    const query = action === 'login' ? login : new URLSearchParams({ Action: action });
    const link = `${signIn.aws.endpointUrl}${path}?${query}`;
    expect(() => signIn.aws.signin.sessionOf(link)).toThrow('A sign-in link must have the path');
  });
});
