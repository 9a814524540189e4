import { signedFetch } from '../fixtures/signed-fetch.ts';
import { type Session, SignInFixture } from './sign-in-fixture.ts';

const INVALID_CREDENTIALS = 'HTTP Status 400 - Invalid credentials parameter';

let signIn: SignInFixture;

beforeEach(async () => {
  signIn = await SignInFixture.start();
});

afterEach(() => signIn.aws.close());

async function refusalOf(answer: Promise<Response>): Promise<string> {
  const response = await answer;
  expect([response.status, response.headers.get('content-type')]).toEqual([400, 'text/plain']);
  return response.text();
}

test.each(['federatedUser', 'assumedRole'] as const)(
  'a token for the credentials of a session (%s) does not show them',
  async (kind) => {
    const session = await signIn[kind]();
    const answer = await signIn.getSigninToken(session);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({ SigninToken: expect.stringMatching(/^[\w-]{43}$/) });
    expect(await signIn.signinToken(session)).not.toBe(await signIn.signinToken(session));
  },
);

describe('the refusal of credentials does not say what is wrong', () => {
  test.each<[string, (session: Session) => Session]>([
    ['an unknown access key', (session) => ({ ...session, sessionId: 'ASIAIOSFODNN7EXAMPLE' })],
    ['another secret', (session) => ({ ...session, sessionKey: `${session.sessionKey}x` })],
    ['another session token', (session) => ({ ...session, sessionToken: 'x' })],
    [
      'the long-term key of a user',
      () => ({
        sessionId: signIn.broker.accessKeyId,
        sessionKey: signIn.broker.secretAccessKey,
        sessionToken: '',
      }),
    ],
  ])('%s', async (_name, change) => {
    const session = change(await signIn.federatedUser());
    expect(await refusalOf(signIn.getSigninToken(session))).toBe(INVALID_CREDENTIALS);
  });

  test('expired credentials, to the second', async () => {
    const session = await signIn.federatedUser(900);
    signIn.clock.advance(890);
    expect((await signIn.getSigninToken(session)).status).toBe(200);
    signIn.clock.advance(10);
    expect(await refusalOf(signIn.getSigninToken(session))).toBe(INVALID_CREDENTIALS);
  });

  test('credentials of a deleted user', async () => {
    const session = await signIn.federatedUser();
    const { policies, accessKeys } = signIn.aws.identities.users.get('Broker');
    policies.deleteInline('Allowed');
    accessKeys.delete(signIn.broker.accessKeyId);
    signIn.aws.identities.users.delete('Broker');
    expect(await refusalOf(signIn.getSigninToken(session))).toBe(INVALID_CREDENTIALS);
  });
});

test.each([
  ['not JSON', 'sessionId'],
  ['nothing', ''],
  ['a list', '[]'],
  ['null', 'null'],
  ['an object with a missing member', '{"sessionId":"a","sessionKey":"b"}'],
  [
    'an object with another member',
    '{"sessionId":"a","sessionKey":"b","sessionToken":"c","more":"d"}',
  ],
  [
    'an object with a member that is not a string',
    '{"sessionId":"a","sessionKey":"b","sessionToken":1}',
  ],
])('a Session that is %s is refused', async (_name, session) => {
  const answer = signIn.get({ Action: 'getSigninToken', Session: session });
  expect(await refusalOf(answer)).toContain('Session must be JSON with the strings');
});

describe('the length of the console session', () => {
  test.each([
    ['federatedUser', 'SessionDuration', '3600', false],
    ['federatedUser', 'DurationSeconds', '899', false],
    ['federatedUser', 'DurationSeconds', '900', true],
    ['federatedUser', 'DurationSeconds', '129600', true],
    ['federatedUser', 'DurationSeconds', '129601', false],
    ['assumedRole', 'DurationSeconds', '3600', false],
    ['assumedRole', 'SessionDuration', '899', false],
    ['assumedRole', 'SessionDuration', '900', true],
    ['assumedRole', 'SessionDuration', '43200', true],
    ['assumedRole', 'SessionDuration', '43201', false],
    ['assumedRole', 'SessionDuration', '1e3', false],
    ['assumedRole', 'SessionDuration', '', false],
  ] as const)('for %s by %s=%s: %s', async (kind, name, value, isTaken) => {
    const answer = signIn.getSigninToken(await signIn[kind](), { [name]: value });
    if (isTaken) {
      expect((await answer).status).toBe(200);
    } else {
      expect(await refusalOf(answer)).toContain(name);
    }
  });
});

test.each([
  ['no action', '', 'Action must be'],
  ['another action', 'Action=logout', 'Action must be'],
  ['an unknown parameter', 'Action=getSigninToken&Sessions=x', 'Session, SessionType'],
  ['a parameter of login', 'Action=getSigninToken&Issuer=x', 'Session, SessionType'],
  ['a parameter twice', 'Action=getSigninToken&Session=a&Session=b', 'twice'],
  ['another type of session', 'Action=getSigninToken&SessionType=xml', 'must be json'],
])('%s is refused', async (_name, query, message) => {
  const answer = fetch(`${signIn.aws.endpointUrl}/federation?${query}`);
  expect(await refusalOf(answer)).toContain(message);
});

test('the session type of AWS’s examples is accepted', async () => {
  const answer = await signIn.getSigninToken(await signIn.federatedUser(), { SessionType: 'json' });
  expect(answer.status).toBe(200);
});

test('no error shows a secret', async () => {
  const { sessionKey = '', sessionToken = '', ...session } = await signIn.federatedUser();
  const swapped = { ...session, sessionKey: sessionToken, sessionToken: sessionKey };
  const answers = [
    signIn.getSigninToken(swapped),
    signIn.getSigninToken({ ...swapped, sessionId: undefined }),
    signIn.getSigninToken(swapped, { [sessionKey]: sessionToken }),
  ];
  for (const answer of answers) {
    const text = await refusalOf(answer);
    expect([text.includes(sessionKey), text.includes(sessionToken)]).toEqual([false, false]);
  }
});

test('answers must not be stored', async () => {
  const session = await signIn.federatedUser();
  for (const answer of [signIn.getSigninToken(session), signIn.getSigninToken({})]) {
    expect((await answer).headers.get('cache-control')).toBe('no-store');
  }
});

test('another method is refused', async () => {
  const answer = await fetch(`${signIn.aws.endpointUrl}/federation`, { method: 'POST' });
  expect([answer.status, await answer.text()]).toEqual([405, expect.stringContaining('GET')]);
});

test.each([
  ['signin', {}, 400, 'supports only unsigned requests'],
  ['s3', { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, 404, 'NoSuchBucket'],
])('a request that is signed for %s does not reach the federation endpoint', async (...row) => {
  const [service, headers, status, text] = row;
  const url = `${signIn.aws.endpointUrl}/federation`;
  const answer = await signedFetch(url, signIn.broker, { service, headers });
  expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(text)]);
});
