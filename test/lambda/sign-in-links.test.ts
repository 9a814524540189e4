import { inspect } from 'node:util';
import { BrokerError } from '../../core/broker-error.ts';
import { errorAnswer } from '../../lambda/adapters/http-answer.ts';
import { FederationEndpoint } from '../../lambda/adapters/sign-in-links.ts';
import { inOrder, type StubAnswer, StubAws } from './stub-aws.ts';

/** Values that look different in each of the encodings below. */
const CREDENTIALS = {
  accessKeyId: 'ASIA+KEY/"ID=',
  secretAccessKey: 'secret+key/"1=',
  sessionToken: 'session+token/"2=',
  expiration: new Date('2026-11-21T21:00:00Z'),
};
const SIGNIN_TOKEN = 'signin+token/"3=';
const DESTINATION = 'https://console.aws.amazon.com/s3/buckets/amzn-s3-demo-bucket?prefix=a%20b%2F';
const TO = { signinHost: 'signin.amazonaws.cn', destination: DESTINATION };

const WRITINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => JSON.stringify(text).slice(1, -1),
];
const ENCODINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  encodeURIComponent,
  encodeURI,
];

/** The secrets in every encoding. */
const SECRETS = [
  CREDENTIALS.accessKeyId,
  CREDENTIALS.secretAccessKey,
  CREDENTIALS.sessionToken,
  SIGNIN_TOKEN,
].flatMap((secret) =>
  WRITINGS.flatMap((write) => ENCODINGS.map((encode) => encode(write(secret)))),
);

/** Ends limits of 5 seconds as soon as AWS has this many requests. @returns how many limits there were */
function limitsThatEndAfter(requests: number): () => number {
  const original = setTimeout;
  let limits = 0;
  const setTimer = (end: () => void, milliseconds: number) => {
    if (milliseconds !== 5_000) {
      return original(end, milliseconds);
    }
    limits += 1;
    const endOrWait = () => (aws.requests.length >= requests ? end() : original(endOrWait, 5));
    return original(endOrWait, 5);
  };
  jest.spyOn(globalThis, 'setTimeout').mockImplementation(setTimer as typeof setTimeout);
  return () => limits;
}

let aws: StubAws;
let logged: string;

beforeEach(async () => {
  aws = await StubAws.start();
  logged = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    logged += line;
    return true;
  });
});

afterEach(async () => {
  jest.restoreAllMocks();
  await aws.close();
});

type Answer = Exclude<StubAnswer, string>;

const ok: Answer = {
  status: 200,
  contentType: 'application/json',
  body: JSON.stringify({ SigninToken: SIGNIN_TOKEN }),
};

/** The answer of a server that repeats the request and the token. */
const echo = (status: number, more: Partial<Answer> = {}): Answer => ({
  status,
  body: `${JSON.stringify({ ...CREDENTIALS, SigninToken: SIGNIN_TOKEN })} not JSON`,
  ...more,
});

const create = (endpoint: string | undefined = aws.url) =>
  new FederationEndpoint(endpoint).create({ credentials: CREDENTIALS, ...TO });

async function failureOf(creation: Promise<string>): Promise<BrokerError> {
  const outcome: unknown = await creation.catch((error: unknown) => error);
  if (!(outcome instanceof BrokerError)) {
    throw new Error('no BrokerError was thrown');
  }
  return outcome;
}

/** Expects that the error, the answer and the log contain no secret. */
function expectNoSecret(failure: BrokerError): void {
  const { body } = errorAnswer(failure, 'request-1');
  expect(JSON.parse(logged)).toMatchObject({ event: 'RequestFailed', cause: {} });
  const shown = [inspect(failure, { depth: null, showHidden: true }), body, logged];
  for (let cause: unknown = failure; cause !== undefined; cause = Object(cause).cause) {
    const { message, stack } = Object(cause);
    shown.push(String(message), String(stack));
  }
  const text = shown.join('\n');
  expect(SECRETS.filter((secret) => text.includes(secret))).toEqual([]);
}

describe('a sign-in link', () => {
  test('is requested with the credentials and without a duration', async () => {
    aws.answer = () => ok;
    await create();
    expect(aws.requests).toMatchObject([{ method: 'GET', body: '' }]);
    const { pathname, searchParams } = new URL(aws.requests[0]?.url ?? '', aws.url);
    expect(pathname).toBe('/federation');
    const { Session, ...others } = Object.fromEntries(searchParams);
    expect(others).toEqual({ Action: 'getSigninToken' });
    expect(JSON.parse(Session ?? '')).toEqual({
      sessionId: CREDENTIALS.accessKeyId,
      sessionKey: CREDENTIALS.secretAccessKey,
      sessionToken: CREDENTIALS.sessionToken,
    });
    expect(aws.requests[0]?.url).not.toContain('Duration');
  });

  test('has the sign-in token and the destination, and no credentials', async () => {
    aws.answer = () => ok;
    const link = new URL(await create());
    expect(`${link.origin}${link.pathname}`).toBe(`${aws.url}/federation`);
    expect([...link.searchParams]).toEqual([
      ['Action', 'login'],
      ['Issuer', 'federation-broker'],
      ['Destination', DESTINATION],
      ['SigninToken', SIGNIN_TOKEN],
    ]);
  });

  test("uses the partition's endpoint if none replaces it", async () => {
    const fetched = jest
      .spyOn(globalThis, 'fetch')
      .mockResolvedValue(new Response(JSON.stringify({ SigninToken: 't' })));
    const link = await new FederationEndpoint(undefined).create({
      credentials: CREDENTIALS,
      ...TO,
    });
    expect(String(fetched.mock.calls[0]?.[0])).toMatch(
      /^https:\/\/signin\.amazonaws\.cn\/federation\?Action=getSigninToken&/,
    );
    expect(link).toMatch(/^https:\/\/signin\.amazonaws\.cn\/federation\?Action=login&/);
  });

  test.each<[string, StubAnswer]>([
    ['an error of the endpoint', echo(500)],
    ['an overloaded endpoint', echo(503)],
    ['a broken connection', 'reset'],
    ['a truncated answer', echo(200, { cut: 'reset' })],
  ])('succeeds in the second attempt after %s', async (_, first) => {
    aws.answer = inOrder(first, ok);
    expect(await create()).toContain('Action=login');
    expect(aws.requests).toHaveLength(2);
    expect(aws.requests[1]?.url).toBe(aws.requests[0]?.url);
  });
});

describe('a failure shows no secret:', () => {
  test.each<[string, number, StubAnswer]>([
    ['a refusal', 1, echo(400)],
    ['a refusal with a token', 1, { ...ok, status: 400 }],
    ['a forbidden request', 1, echo(403)],
    ['an error of the endpoint', 2, echo(500)],
    ['an error with a token', 2, { ...ok, status: 503 }],
    ['a broken connection', 2, 'reset'],
    ['a truncated answer', 2, echo(200, { cut: 'reset' })],
    ['an answer that is not JSON', 1, echo(200)],
    ['the bare token, which is not JSON', 1, { status: 200, body: SIGNIN_TOKEN }],
    ['an empty answer', 1, { status: 200, body: '' }],
    ['null', 1, { status: 200, body: 'null' }],
    ['a string', 1, { status: 200, body: JSON.stringify(SIGNIN_TOKEN) }],
    ['a list', 1, { status: 200, body: JSON.stringify([{ SigninToken: SIGNIN_TOKEN }]) }],
    ['no token', 1, { status: 200, body: JSON.stringify({ signinToken: SIGNIN_TOKEN }) }],
    ['an empty token', 1, { status: 200, body: '{"SigninToken":""}' }],
    ['a token that is not a string', 1, { status: 200, body: '{"SigninToken":7}' }],
    ['another status with a token', 1, { ...ok, status: 203 }],
  ])('%s, after %d attempts', async (_, attempts, answer) => {
    aws.answer = () => answer;
    const failure = await failureOf(create());
    expect(failure).toMatchObject({
      code: 'UpstreamFailure',
      message:
        'The AWS sign-in endpoint could not serve the request. Try again; if it still fails, give an operator the RequestId.',
    });
    expect(aws.requests).toHaveLength(attempts);
    expectNoSecret(failure);
  });

  test('throttling, which has Retry-After', async () => {
    aws.answer = () => echo(429);
    const failure = await failureOf(create());
    expect(failure).toMatchObject({ code: 'Throttled', retryAfterSeconds: 2 });
    expect(aws.requests).toHaveLength(1);
    expectNoSecret(failure);
  });

  test.each([301, 302, 307, 308])('a redirect (%d), which is not followed', async (status) => {
    const elsewhere = `${aws.url}/elsewhere`;
    aws.answer = ({ url }) =>
      url.startsWith('/elsewhere')
        ? ok
        : echo(status, { headers: { location: `${elsewhere}${url.slice('/federation'.length)}` } });
    const failure = await failureOf(create());
    expect(failure.code).toBe('UpstreamFailure');
    expect(aws.requests).toHaveLength(1);
    expectNoSecret(failure);
  });

  test.each<[string, StubAnswer]>([
    ['silence', 'never'],
    ['an answer that never ends', echo(200, { cut: 'never' })],
  ])('%s, which is aborted after 5 seconds', async (_, answer) => {
    const limits = limitsThatEndAfter(1);
    aws.answer = () => answer;
    const failure = await failureOf(create());
    expect(failure).toMatchObject({
      code: 'UpstreamTimeout',
      message: 'The AWS sign-in endpoint did not answer in time.',
    });
    expect(limits()).toBe(1);
    expect(aws.requests).toHaveLength(1);
    expectNoSecret(failure);
  });

  test('an error and then silence, within the time limit for both attempts', async () => {
    const limits = limitsThatEndAfter(2);
    aws.answer = inOrder(echo(500), 'never');
    const failure = await failureOf(create());
    expect(failure.code).toBe('UpstreamTimeout');
    expect(limits()).toBe(1);
    expect(aws.requests).toHaveLength(2);
    expectNoSecret(failure);
  });

  // fetch quotes the whole URL if it is not usable.
  test.each([
    ['nowhere'],
    ['http://user:password@127.0.0.1:9'],
    ['http://127.0.0.1:99999'],
    ['http://127.0.0.1:9'],
    ['ftp://127.0.0.1'],
  ])('an unreachable endpoint, %s', async (endpoint) => {
    const failure = await failureOf(create(endpoint));
    expect(failure.code).toBe('UpstreamFailure');
    expectNoSecret(failure);
  });

  test('the log has the reason of a connection failure', async () => {
    aws.answer = () => 'reset';
    errorAnswer(await failureOf(create()), 'request-1');
    expect(JSON.parse(logged)).toMatchObject({
      code: 'UpstreamFailure',
      cause: {
        message: expect.stringMatching(/^getSigninToken failed: (UND_ERR_SOCKET|ECONNRESET)\.$/),
      },
    });
  });

  test('the log has the status from the endpoint', async () => {
    aws.answer = () => echo(400);
    errorAnswer(await failureOf(create()), 'request-1');
    expect(JSON.parse(logged).cause.message).toBe(
      'getSigninToken answered with status 400 and without a token.',
    );
  });
});
