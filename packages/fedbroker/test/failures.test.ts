import { EXIT } from '../src/failure.ts';
import { type StubAnswer, StubBroker } from './stub-broker.ts';
import { TestHost, tokenOf } from './test-host.ts';

let broker: StubBroker;
let host: TestHost;
let tokenFile: string;

/** In the future of the test's clock. */
const VALID = { iss: 'https://id.example.com', sub: 'alice', exp: 1_795_400_000 };

const SIGNED_WITH = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'caller-secret' };

beforeAll(async () => {
  broker = await StubBroker.start();
});

afterAll(() => broker.close());

beforeEach(() => {
  host = new TestHost();
  tokenFile = host.writeFile('token', `${tokenOf(VALID)}\n`);
  host.env = { FEDBROKER_URL: broker.url, FEDBROKER_TOKEN_FILE: tokenFile };
});

afterEach(() => host.remove());

/** The one line of a failure, without its start and with the stub's address and the test's folder as they read elsewhere. */
async function failure(...args: readonly string[]): Promise<[number, string]> {
  const { exitCode, stdout, stderr } = await host.run(...args);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^fedbroker: [^\n]+\n$/);
  expect(stderr).not.toMatch(/c2lnbmF0dXJl|caller-secret| at .*\.ts:/);
  const line = stderr
    .replace('fedbroker: ', '')
    .trim()
    .replaceAll(broker.url, 'URL')
    .replaceAll(new URL(broker.url).host, 'HOST')
    .replaceAll(host.homeFolder, '~');
  return [exitCode, line];
}

const FORBIDDEN = { message: 'Forbidden' };

/** What the API answers to `fedbroker grants`, and what the caller reads. */
const ANSWERS: readonly (readonly [string, StubAnswer, number, string])[] = [
  [
    'no grant',
    brokerError(403, 'AccessDenied', 'None of your grants covers READ on s3://b/*.'),
    EXIT.notGranted,
    'None of your grants covers READ on s3://b/* (fedbroker explain says why) [AccessDenied, request r-1]',
  ],
  [
    'S3 refuses',
    brokerError(403, 'BucketAccessDenied', 'S3 refused it: see the policy of the bucket.'),
    EXIT.notGranted,
    'S3 refused it: see the policy of the bucket [BucketAccessDenied, request r-1]',
  ],
  [
    'no such bucket',
    brokerError(404, 'NoSuchBucket', 'There is no bucket b.'),
    EXIT.notGranted,
    'There is no bucket b [NoSuchBucket, request r-1]',
  ],
  [
    'an invalid request',
    brokerError(400, 'InvalidRequest', 'DurationSeconds: must be at least 900, was 1.'),
    EXIT.usage,
    'DurationSeconds: must be at least 900, was 1 [InvalidRequest, request r-1]',
  ],
  [
    'terminal commands in a message',
    brokerError(400, 'InvalidRequest', '\u001b[2Jgone\nfedbroker: all is well'),
    EXIT.usage,
    '\\u001b[2Jgone\\nfedbroker: all is well [InvalidRequest, request r-1]',
  ],
  [
    'throttled by STS for long',
    brokerError(429, 'Throttled', 'STS throttles.', { 'retry-after': '30' }),
    EXIT.tryLater,
    'STS throttles; try again in 30 seconds [Throttled, request r-1]',
  ],
  [
    'throttled by STS without a time',
    brokerError(429, 'Throttled', 'STS throttles.'),
    EXIT.tryLater,
    'STS throttles; try again later [Throttled, request r-1]',
  ],
  [
    'a broker whose key is not there yet',
    brokerError(503, 'BrokerAccessKeyUnavailable', 'No key yet.', { 'retry-after': '60' }),
    EXIT.tryLater,
    'No key yet; try again in 60 seconds [BrokerAccessKeyUnavailable, request r-1]',
  ],
  [
    'AWS does not answer the broker',
    brokerError(504, 'UpstreamTimeout', 'STS did not answer.'),
    EXIT.tryLater,
    'STS did not answer; try again later [UpstreamTimeout, request r-1]',
  ],
  [
    'AWS fails',
    brokerError(502, 'UpstreamFailure', 'S3 failed.'),
    EXIT.failed,
    'S3 failed [UpstreamFailure, request r-1]',
  ],
  [
    'the broker fails',
    brokerError(500, 'InternalError', 'It failed.'),
    EXIT.failed,
    'It failed [InternalError, request r-1]',
  ],
  [
    'a token that the gateway does not take',
    { status: 401, body: { message: 'Unauthorized' } },
    EXIT.notLetIn,
    'the API does not take the token in ~/token: another issuer or audience, or not valid now; get a new one',
  ],
  [
    'a token without the scope',
    { status: 403, body: { message: 'Forbidden' } },
    EXIT.notLetIn,
    'the API knows the token in ~/token and refuses it: it lacks the scope, or the URL is the API for AWS credentials (take JwtApiUrl)',
  ],
  [
    'throttled by the gateway',
    { status: 429, body: { message: 'Too Many Requests' } },
    EXIT.tryLater,
    'the API has too many requests (429); try again later',
  ],
  [
    'a gateway without its function',
    { status: 503, body: { message: 'Service Unavailable' } },
    EXIT.tryLater,
    'the API is not available (503); try again later',
  ],
  [
    'a gateway that fails',
    { status: 500, body: { message: 'Internal Server Error' } },
    EXIT.failed,
    'the API answers 500: Internal Server Error',
  ],
  [
    'a request that is too large',
    { status: 413, body: { message: 'Request Entity Too Large' } },
    EXIT.failed,
    'the API answers 413: Request Entity Too Large',
  ],
  [
    "another API's gateway",
    { status: 404, body: { message: 'Not Found' } },
    EXIT.usage,
    "there is no broker's /grants at URL (it answers 404): check FEDBROKER_URL",
  ],
  [
    'a web site',
    { body: '<!doctype html><title>Welcome</title>' },
    EXIT.usage,
    "there is no broker's /grants at URL (it answers something else than JSON): check FEDBROKER_URL",
  ],
  [
    'a web site without that page',
    { status: 404, body: '<h1>Not Found</h1>' },
    EXIT.usage,
    "there is no broker's /grants at URL (it answers 404): check FEDBROKER_URL",
  ],
  [
    'a proxy without a server',
    { status: 502, body: '<h1>Bad Gateway</h1>' },
    EXIT.failed,
    'the API failed (502); try again, then tell who runs the broker',
  ],
  [
    'JSON of another program',
    { body: { grants: [] } },
    EXIT.usage,
    "the answer is none of a broker's (CallerAccessGrantsList is missing or another thing): check FEDBROKER_URL",
  ],
  [
    'JSON that is no object',
    { body: 'null' },
    EXIT.usage,
    "the answer is none of a broker's (grants is missing or another thing): check FEDBROKER_URL",
  ],
  [
    'null as an error',
    { status: 403, body: 'null' },
    EXIT.usage,
    "there is no broker's /grants at URL (it answers 403): check FEDBROKER_URL",
  ],
  [
    'a connection that is cut twice',
    'reset',
    EXIT.tryLater,
    'HOST cannot be reached (UND_ERR_SOCKET): it cut the connection: try again later',
  ],
];

test.each(ANSWERS)('%s', async (_, answer, exitCode, line) => {
  broker.answers(answer);
  expect(await failure('grants')).toEqual([exitCode, line]);
});

test.each([
  [['credentials', '--permission', 'WRITE'], 'fedbroker explain says why'],
  [['ls'], 'fedbroker explain TARGET --permission LIST says why'],
  [['console'], 'fedbroker grants shows which give sign-in links'],
])('a refusal of %j says where to read why', async ([command = '', ...options], hint) => {
  broker.answers(brokerError(403, 'AccessDenied', 'No grant.'));
  expect(await failure(command, 's3://amzn-s3-demo-bucket', ...options)).toEqual([
    EXIT.notGranted,
    `No grant (${hint}) [AccessDenied, request r-1]`,
  ]);
});

test('no answer', async () => {
  broker.answers('never');
  host.haste = 500;
  expect(await failure('grants')).toEqual([
    EXIT.tryLater,
    'HOST cannot be reached (TimeoutError): it did not answer in time: try again later',
  ]);
});

test('a redirect is not followed, so that the token goes nowhere else', async () => {
  const elsewhere = await StubBroker.start();
  broker.answers({ status: 307, headers: { location: `${elsewhere.url}/grants` } });
  const ending = await failure('grants');
  await elsewhere.close();
  expect(elsewhere.requests).toEqual([]);
  expect(ending).toEqual([
    EXIT.usage,
    "there is no broker's /grants at URL (it answers with a redirect, which is not followed): check FEDBROKER_URL",
  ]);
});

test('an expired token is told by its file and its time', async () => {
  host.writeFile('token', tokenOf({ ...VALID, exp: 1_795_300_000 }));
  broker.answers({ status: 401, body: { message: 'Unauthorized' } });
  expect(await failure('grants')).toEqual([
    EXIT.notLetIn,
    'the token in ~/token expired at 2026-11-21T22:26:40.000Z: get a new one',
  ]);
});

test.each([
  ['', 'the token file ~/token is empty'],
  ['\n', 'the token file ~/token is empty'],
  ['one\ntwo', 'the token file ~/token must hold one token and nothing else, on one line'],
  ['one\rtwo', 'the token file ~/token must hold one token and nothing else, on one line'],
  ['Bearer one', 'the token file ~/token must hold one token and nothing else, on one line'],
  ['ünïcode', 'the token file ~/token must hold one token and nothing else, on one line'],
])('a token file with %j is refused before any request', async (content, line) => {
  broker.answers({});
  host.writeFile('token', content);
  expect(await failure('grants')).toEqual([EXIT.usage, line]);
  expect(broker.requests).toEqual([]);
});

test('a token file that is not there is named', async () => {
  expect(await failure('grants', '--token-file', '/nowhere/token')).toEqual([
    EXIT.usage,
    'the token file /nowhere/token cannot be read (ENOENT)',
  ]);
});

test('without a URL the variable is named', async () => {
  host.env = {};
  expect(await failure('grants')).toEqual([
    EXIT.usage,
    'which broker? Set FEDBROKER_URL, or give --url, to its API URL',
  ]);
});

describe('signing with AWS credentials', () => {
  beforeEach(() => {
    host.env = { FEDBROKER_URL: broker.url, AWS_REGION: 'us-east-1' };
    host.chain = async () => SIGNED_WITH;
  });

  test.each<readonly [string, StubAnswer, string]>([
    [
      'refused by the gateway',
      { status: 403, headers: { date: 'Sun, 22 Nov 2026 08:00:00 GMT' }, body: FORBIDDEN },
      'the API refuses the AWS credentials ASIAEXAMPLE: they have expired, lack the caller policy, or are for another region than us-east-1',
    ],
    [
      'a clock that is behind',
      { status: 403, headers: { date: 'Sun, 22 Nov 2026 08:20:00 GMT' }, body: FORBIDDEN },
      "this machine's clock is 20 minutes behind the API's: set it, signatures depend on it",
    ],
    [
      'a clock that is ahead',
      { status: 403, headers: { date: 'Sun, 22 Nov 2026 07:54:00 GMT' }, body: FORBIDDEN },
      "this machine's clock is 6 minutes ahead of the API's: set it, signatures depend on it",
    ],
    [
      'an API for tokens',
      { status: 401, body: { message: 'Unauthorized' } },
      'this API takes tokens: set FEDBROKER_TOKEN_FILE, or take IamApiUrl to sign with AWS credentials',
    ],
  ])('%s', async (_, answer, line) => {
    broker.answers(answer);
    expect(await failure('grants')).toEqual([EXIT.notLetIn, line]);
  });

  test.each([
    [
      'no credentials',
      'Could not load credentials from any providers',
      'there are no AWS credentials to call with: sign in to AWS, give --profile, or set FEDBROKER_TOKEN_FILE',
    ],
    [
      'a command of a profile that fails',
      'Command failed: vault --secret caller-secret',
      'there are no AWS credentials to call with: sign in to AWS, give --profile, or set FEDBROKER_TOKEN_FILE',
    ],
    [
      'an SSO session that has ended',
      'The SSO session associated with this profile has expired.',
      'your AWS sign-in has ended or is missing: run aws sso login',
    ],
  ])('%s', async (_, message, line) => {
    host.chain = () => Promise.reject(new Error(message));
    expect(await failure('grants')).toEqual([EXIT.notLetIn, line]);
  });

  test('credentials that take too long to find', async () => {
    host.chain = () => new Promise(() => undefined);
    host.haste = 500;
    expect(await failure('grants')).toEqual([
      EXIT.notLetIn,
      'finding AWS credentials took too long: sign in, then try again',
    ]);
  });

  test.each([[['--profile', 'caller']], [[]]])('a profile that gives none (%j)', async (args) => {
    host.env.AWS_PROFILE = args.length === 0 ? 'caller' : 'other';
    host.chain = () => Promise.reject(new Error('Could not load credentials from any providers'));
    expect(await failure('grants', ...args)).toEqual([
      EXIT.notLetIn,
      'the AWS profile caller gives no credentials: sign in, or name with --profile another that does not run fedbroker',
    ]);
  });

  test('what the chain has started does not start it again', async () => {
    host.env.FEDBROKER_NESTED = 'true';
    expect(await failure('grants')).toEqual([
      EXIT.usage,
      'an AWS profile that runs fedbroker cannot be the one it signs with: name another with --profile',
    ]);
  });

  test('a region must be known', async () => {
    host.env.AWS_REGION = '';
    expect(await failure('grants')).toEqual([
      EXIT.usage,
      'to sign requests, set AWS_REGION, give --region or a --profile that has one (or FEDBROKER_TOKEN_FILE, to call with a token)',
    ]);
  });
});

/** A failure of `fetch` as Node.js throws it. */
function fetchError(code: string): unknown {
  return Object.assign(new TypeError('fetch failed'), {
    cause: { code, message: 'caller-secret' },
  });
}

test.each([
  ['ENOTFOUND', EXIT.tryLater, 'its name is not known: check FEDBROKER_URL and the network'],
  ['EAI_AGAIN', EXIT.tryLater, 'names cannot be looked up: check the network'],
  ['ENETUNREACH', EXIT.tryLater, 'there is no way to it: check the network'],
  ['UND_ERR_CONNECT_TIMEOUT', EXIT.tryLater, 'it does not answer: check the network'],
])('%s: no network', async (code, exitCode, advice) => {
  Object.assign(host, { fetch: () => Promise.reject(fetchError(code)) });
  expect(await failure('grants')).toEqual([
    exitCode,
    `HOST cannot be reached (${code}): ${advice}`,
  ]);
});

test.each([
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'EPROTO',
])('%s: another than the broker, or a company that looks in', async (code) => {
  Object.assign(host, { fetch: () => Promise.reject(fetchError(code)) });
  expect(await failure('grants')).toEqual([
    EXIT.usage,
    `HOST cannot prove who it is (${code}): check FEDBROKER_URL; for a company's own CA set NODE_EXTRA_CA_CERTS`,
  ]);
});

test('an API that is not there', async () => {
  const gone = await StubBroker.start();
  const { url } = gone;
  await gone.close();
  expect(await failure('grants', '--url', url)).toEqual([
    EXIT.tryLater,
    `${new URL(url).host} cannot be reached (ECONNREFUSED): nothing listens there: check FEDBROKER_URL, or start the broker`,
  ]);
});

test.each([9, 6000])('port %i, which fetch never calls, is a wrong URL', async (port) => {
  const url = `http://127.0.0.1:${port}`;
  expect(await failure('grants', '--url', url)).toEqual([
    EXIT.usage,
    `127.0.0.1:${port} has a port that belongs to another protocol: check FEDBROKER_URL`,
  ]);
});

test("an error of nobody's is told by its code alone", async () => {
  Object.assign(host, {
    now: () => {
      throw new RangeError('caller-secret');
    },
  });
  expect(await failure('grants')).toEqual([EXIT.failed, 'failed unexpectedly (RangeError)']);
});

describe('trying again', () => {
  const GRANTS = { body: { CallerAccessGrantsList: [] } };

  test.each([429, 503])('%i with a short Retry-After is waited for', async (status) => {
    broker.answers(throttled(status, '2'), throttled(status, '1'), GRANTS);
    expect((await host.run('grants')).exitCode).toBe(EXIT.done);
    expect(host.slept).toEqual([2_000, 1_000]);
  });

  test('twice at most', async () => {
    broker.answers(throttled(429, '1'));
    expect((await host.run('grants')).exitCode).toBe(EXIT.tryLater);
    expect(broker.requests).toHaveLength(3);
  });

  test.each(['6', '', '-1', 'Sun, 22 Nov 2026 08:00:01 GMT'])(
    'not after %j',
    async (retryAfter) => {
      broker.answers(throttled(429, retryAfter), GRANTS);
      expect((await host.run('grants')).exitCode).toBe(EXIT.tryLater);
      expect(broker.requests).toHaveLength(1);
    },
  );

  test('not when the time of the call is used up', async () => {
    broker.answers(throttled(429, '5'));
    host.sleep = async (milliseconds) => {
      host.time += 3 * milliseconds;
    };
    expect((await host.run('grants')).exitCode).toBe(EXIT.tryLater);
    expect(broker.requests).toHaveLength(2);
  });

  test('a GET whose connection was cut is sent once more', async () => {
    broker.answers('reset', GRANTS);
    expect((await host.run('grants')).exitCode).toBe(EXIT.done);
    expect(broker.requests).toHaveLength(2);
  });

  test('a POST is not: it may have issued credentials', async () => {
    broker.answers('reset');
    expect((await host.run('credentials', 's3://amzn-s3-demo-bucket')).exitCode).toBe(
      EXIT.tryLater,
    );
    expect(broker.requests).toHaveLength(1);
  });

  test('a refusal is not asked for again', async () => {
    broker.answers(brokerError(403, 'AccessDenied', 'No.', { 'retry-after': '1' }));
    await host.run('grants');
    expect(broker.requests).toHaveLength(1);
  });
});

function throttled(status: number, retryAfter: string): StubAnswer {
  return brokerError(status, 'Throttled', 'Wait.', { 'retry-after': retryAfter });
}

function brokerError(
  status: number,
  Code: string,
  Message: string,
  headers: Readonly<Record<string, string>> = {},
): StubAnswer {
  return { status, headers, body: { Code, Message, RequestId: 'r-1' } };
}
