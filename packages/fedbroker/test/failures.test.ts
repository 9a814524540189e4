import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { EXIT } from '../src/failure.ts';
import type { Settings } from '../src/host.ts';
import { StubBroker, type StubResponse } from './stub-broker.ts';
import { TestHost, tokenOf } from './test-host.ts';

let broker: StubBroker;
let host: TestHost;
let tokenFile: string;

/** `exp` is later than the clock of the tests. */
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

/** Returns the exit code and the message. Replaces the stub's address and the test's folder by URL, HOST and ~. */
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

/** The response to `fedbroker grants`, the exit code and the message. */
const RESPONSES: readonly (readonly [string, StubResponse, number, string])[] = [
  [
    'a request that no grant allows',
    brokerError(403, 'AccessDenied', 'None of your grants covers READ on s3://b/*.'),
    EXIT.notGranted,
    'None of your grants covers READ on s3://b/* (fedbroker explain says why) [AccessDenied, request r-1]',
  ],
  [
    'a refusal of S3',
    brokerError(403, 'BucketAccessDenied', 'S3 refused it: see the policy of the bucket.'),
    EXIT.notGranted,
    'S3 refused it: see the policy of the bucket [BucketAccessDenied, request r-1]',
  ],
  [
    'a bucket that does not exist',
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
    'a message that contains terminal commands',
    brokerError(400, 'InvalidRequest', '\u001b[2Jgone\nfedbroker: all is well'),
    EXIT.usage,
    '\\u001b[2Jgone\\nfedbroker: all is well [InvalidRequest, request r-1]',
  ],
  [
    'a long throttling by STS',
    brokerError(429, 'Throttled', 'STS throttles.', { 'retry-after': '30' }),
    EXIT.tryLater,
    'STS throttles; try again in 30 seconds [Throttled, request r-1]',
  ],
  [
    'throttling by STS without Retry-After',
    brokerError(429, 'Throttled', 'STS throttles.'),
    EXIT.tryLater,
    'STS throttles; try again later [Throttled, request r-1]',
  ],
  [
    'a broker that has no access key yet',
    brokerError(503, 'BrokerAccessKeyUnavailable', 'No key yet.', { 'retry-after': '60' }),
    EXIT.tryLater,
    'No key yet; try again in 60 seconds [BrokerAccessKeyUnavailable, request r-1]',
  ],
  [
    'a timeout of AWS',
    brokerError(504, 'UpstreamTimeout', 'STS did not answer.'),
    EXIT.tryLater,
    'STS did not answer; try again later [UpstreamTimeout, request r-1]',
  ],
  [
    'a failure of AWS',
    brokerError(502, 'UpstreamFailure', 'S3 failed.'),
    EXIT.failed,
    'S3 failed [UpstreamFailure, request r-1]',
  ],
  [
    'a failure of the broker',
    brokerError(500, 'InternalError', 'It failed.'),
    EXIT.failed,
    'It failed [InternalError, request r-1]',
  ],
  [
    'a token that the gateway does not accept',
    { status: 401, body: { message: 'Unauthorized' } },
    EXIT.notAccepted,
    'the API does not accept the token in ~/token: it has another issuer or audience, or is not valid now; get a new token',
  ],
  [
    'a token of which the gateway says what is wrong',
    {
      status: 401,
      headers: {
        'www-authenticate':
          'Bearer scope="" error="invalid_token" error_description="the token does not have a valid audience"',
      },
      body: { message: 'Unauthorized' },
    },
    EXIT.notAccepted,
    'the API does not accept the token in ~/token: the token does not have a valid audience; get a new token',
  ],
  [
    'a token without the scope',
    { status: 403, body: { message: 'Forbidden' } },
    EXIT.notAccepted,
    'the API refuses the token in ~/token: the token has no scope that the API requires, or the API expects AWS credentials (for tokens, use the URL JwtApiUrl, or JwtApiNAMEUrl of the issuer called NAME)',
  ],
  [
    'a throttling by the gateway',
    { status: 429, body: { message: 'Too Many Requests' } },
    EXIT.tryLater,
    'the API gets too many requests (429); try again later',
  ],
  [
    'a gateway that cannot call its function',
    { status: 503, body: { message: 'Service Unavailable' } },
    EXIT.tryLater,
    'the API is not available (503); try again later',
  ],
  [
    'a failure of the gateway',
    { status: 500, body: { message: 'Internal Server Error' } },
    EXIT.failed,
    'the API responds with status 500: Internal Server Error',
  ],
  [
    'a request that is too large',
    { status: 413, body: { message: 'Request Entity Too Large' } },
    EXIT.failed,
    'the API responds with status 413: Request Entity Too Large',
  ],
  [
    'the gateway of another API',
    { status: 404, body: { message: 'Not Found' } },
    EXIT.usage,
    'no broker serves /grants at URL (it responds with status 404): check FEDBROKER_URL',
  ],
  [
    'a web site',
    { body: '<!doctype html><title>Welcome</title>' },
    EXIT.usage,
    'no broker serves /grants at URL (the response is not JSON): check FEDBROKER_URL',
  ],
  [
    'a web site without the page /grants',
    { status: 404, body: '<h1>Not Found</h1>' },
    EXIT.usage,
    'no broker serves /grants at URL (it responds with status 404): check FEDBROKER_URL',
  ],
  [
    'a proxy without a server',
    { status: 502, body: '<h1>Bad Gateway</h1>' },
    EXIT.failed,
    'the API failed (502); try again, then tell its operator',
  ],
  [
    'JSON of another program',
    { body: { grants: [] } },
    EXIT.usage,
    'the response does not come from a broker (CallerAccessGrantsList is not a list): check FEDBROKER_URL',
  ],
  [
    'JSON that is not an object',
    { body: 'null' },
    EXIT.usage,
    'the response does not come from a broker (grants is not an object): check FEDBROKER_URL',
  ],
  [
    'null as an error',
    { status: 403, body: 'null' },
    EXIT.usage,
    'no broker serves /grants at URL (it responds with status 403): check FEDBROKER_URL',
  ],
  [
    'a connection that is cut twice',
    'reset',
    EXIT.tryLater,
    'HOST cannot be reached (ECONNRESET): it closed the connection: try again later',
  ],
];

test.each(RESPONSES)(
  '%s has its own message and exit code',
  async (_, response, exitCode, line) => {
    broker.respondWith(response);
    expect(await failure('grants')).toEqual([exitCode, line]);
  },
);

test.each([
  [['credentials', '--permission', 'WRITE'], 'fedbroker explain says why'],
  [['ls'], 'fedbroker explain TARGET --permission LIST says why'],
  [['console'], 'fedbroker grants shows which grants allow sign-in links'],
])(
  'the message for a refused %j says how to find out why',
  async ([command = '', ...options], hint) => {
    broker.respondWith(brokerError(403, 'AccessDenied', 'No grant.'));
    expect(await failure(command, 's3://amzn-s3-demo-bucket', ...options)).toEqual([
      EXIT.notGranted,
      `No grant (${hint}) [AccessDenied, request r-1]`,
    ]);
  },
);

test('a broker that does not respond has its own message', async () => {
  broker.respondWith('never');
  host.speedup = 500;
  expect(await failure('grants')).toEqual([
    EXIT.tryLater,
    'HOST cannot be reached (TimeoutError): it did not respond in time: try again later',
  ]);
});

test('a redirect is not followed, so the token goes to no other server', async () => {
  const elsewhere = await StubBroker.start();
  broker.respondWith({ status: 307, headers: { location: `${elsewhere.url}/grants` } });
  const ending = await failure('grants');
  await elsewhere.close();
  expect(elsewhere.requests).toEqual([]);
  expect(ending).toEqual([
    EXIT.usage,
    'no broker serves /grants at URL (it sends a redirect, which fedbroker does not follow): check FEDBROKER_URL',
  ]);
});

test('a response that is too large is cut off, so it cannot fill the memory', async () => {
  broker.respondWith({ body: ' '.repeat(10 * 1_024 * 1_024 + 1) });
  expect(await failure('grants')).toEqual([
    EXIT.usage,
    'HOST sent more than 10 MB, which no broker or issuer does: check the URL',
  ]);
});

test('the message for an expired token names its file and time', async () => {
  host.writeFile('token', tokenOf({ ...VALID, exp: 1_795_300_000 }));
  broker.respondWith({ status: 401, body: { message: 'Unauthorized' } });
  expect(await failure('grants')).toEqual([
    EXIT.notAccepted,
    'the token in ~/token expired at 2026-11-21T22:26:40.000Z: get a new token',
  ]);
});

test.each([
  ['', 'the token file ~/token is empty'],
  ['\n', 'the token file ~/token is empty'],
  ['one\ntwo', 'the token file ~/token must contain one token on one line and nothing else'],
  ['one\rtwo', 'the token file ~/token must contain one token on one line and nothing else'],
  ['Bearer one', 'the token file ~/token must contain one token on one line and nothing else'],
  ['ünïcode', 'the token file ~/token must contain one token on one line and nothing else'],
  [
    'o\0n\0e\0',
    'the token file ~/token is not in UTF-8: in Windows PowerShell, write it with Set-Content -Encoding ascii',
  ],
])('a token file that contains %j is refused before any request', async (content, line) => {
  broker.respondWith({});
  host.writeFile('token', content);
  expect(await failure('grants')).toEqual([EXIT.usage, line]);
  expect(broker.requests).toEqual([]);
});

test('if the token file does not exist, the message contains the path of the file', async () => {
  expect(await failure('grants', '--token-file', '/nowhere/token')).toEqual([
    EXIT.usage,
    'the token file /nowhere/token cannot be read (ENOENT)',
  ]);
});

test('without a URL, the message names FEDBROKER_URL', async () => {
  host.env = {};
  expect(await failure('grants')).toEqual([
    EXIT.usage,
    'which broker? Set FEDBROKER_URL to the URL of its API, or give --url',
  ]);
});

describe('signing with AWS credentials', () => {
  beforeEach(() => {
    host.env = { FEDBROKER_URL: broker.url, AWS_REGION: 'us-east-1' };
    host.chain = async () => SIGNED_WITH;
  });

  test.each<readonly [string, StubResponse, string]>([
    [
      'a refusal by the gateway',
      { status: 403, headers: { date: 'Sun, 22 Nov 2026 08:00:00 GMT' }, body: FORBIDDEN },
      'the API refuses the AWS credentials ASIAEXAMPLE: they have expired, their policies do not include the caller policy, or the API is not in the region us-east-1',
    ],
    [
      'a clock that is behind',
      { status: 403, headers: { date: 'Sun, 22 Nov 2026 08:20:00 GMT' }, body: FORBIDDEN },
      "the clock of this machine is 20 minutes behind the API's clock: set the clock, because signatures contain the time",
    ],
    [
      'a clock that is ahead',
      { status: 403, headers: { date: 'Sun, 22 Nov 2026 07:54:00 GMT' }, body: FORBIDDEN },
      "the clock of this machine is 6 minutes ahead of the API's clock: set the clock, because signatures contain the time",
    ],
    [
      'an API for tokens',
      { status: 401, body: { message: 'Unauthorized' } },
      'this API expects a token: set FEDBROKER_TOKEN_FILE, or use the URL IamApiUrl to sign with AWS credentials',
    ],
  ])('%s has its own message', async (_, response, line) => {
    broker.respondWith(response);
    expect(await failure('grants')).toEqual([EXIT.notAccepted, line]);
  });

  test.each([
    [
      'missing credentials',
      'Could not load credentials from any providers',
      'there are no AWS credentials: sign in to AWS, give --profile, or set FEDBROKER_TOKEN_FILE to call with a token',
    ],
    [
      'a credential_process that fails',
      'Command failed: vault --secret caller-secret',
      'there are no AWS credentials: sign in to AWS, give --profile, or set FEDBROKER_TOKEN_FILE to call with a token',
    ],
    [
      'an expired SSO session',
      'The SSO session associated with this profile has expired.',
      'you are not signed in to AWS, or your sign-in has expired: run aws sso login',
    ],
  ])('the message for %s does not quote the SDK', async (_, message, line) => {
    host.chain = () => Promise.reject(new Error(message));
    expect(await failure('grants')).toEqual([EXIT.notAccepted, line]);
  });

  test('a credential source that takes too long has its own message', async () => {
    host.chain = () => new Promise(() => undefined);
    host.speedup = 500;
    expect(await failure('grants')).toEqual([
      EXIT.notAccepted,
      'looking for AWS credentials took too long: sign in to AWS, then try again',
    ]);
  });

  const PROFILE = 'the AWS profile caller';

  test.each<readonly [Settings, string, string]>([
    [
      { region: 'eu-west-1' },
      'Could not resolve credentials',
      `${PROFILE} has no settings that provide credentials: add them, or name another profile with --profile`,
    ],
    [
      { credential_process: 'vault --secret caller-secret' },
      'Command failed: vault --secret caller-secret',
      `${PROFILE} runs a credential_process that failed: run its command to see why, or name another profile with --profile`,
    ],
    [
      { role_arn: 'arn:aws:iam::111122223333:role/TeamA', source_profile: 'dev' },
      'User is not authorized to perform sts:AssumeRole',
      `${PROFILE} cannot assume the role arn:aws:iam::111122223333:role/TeamA (AccessDenied): check its trust policy and the credentials of the profile's source`,
    ],
    [
      { sso_session: 'company', sso_account_id: '111122223333' },
      'The SSO session associated with this profile has expired.',
      'you are not signed in to AWS, or your sign-in has expired: run aws sso login --profile caller',
    ],
    [
      { login_session: 'arn:aws:iam::111122223333:user/alice' },
      'Your session has expired.',
      'you are not signed in to AWS, or your sign-in has expired: run aws login --profile caller',
    ],
    [
      { aws_access_key_id: 'AKIAEXAMPLE' },
      'Could not resolve credentials',
      `${PROFILE} provides no credentials: check its settings, or name another profile with --profile`,
    ],
  ])('the message for a profile with %j says what to do', async (settings, message, line) => {
    host.files.caller = settings;
    host.chain = () => Promise.reject(Object.assign(new Error(message), { name: 'AccessDenied' }));
    expect(await failure('grants', '--profile', 'caller')).toEqual([EXIT.notAccepted, line]);
    host.env.AWS_PROFILE = 'caller';
    expect(await failure('grants')).toEqual([EXIT.notAccepted, line]);
  });

  test.each([
    ['', '~/.aws/config or ~/.aws/credentials'],
    ['/etc/aws-config', '/etc/aws-config or ~/.aws/credentials'],
  ])('an unknown profile is named with the files (%j)', async (file, files) => {
    Object.assign(host.env, { AWS_REGION: '', AWS_CONFIG_FILE: file });
    expect(await failure('grants', '--profile', 'tema')).toEqual([
      EXIT.notAccepted,
      `there is no AWS profile tema in ${files}`,
    ]);
  });

  test.each([
    ['ECONNREFUSED', 'check the network, HTTPS_PROXY and NO_PROXY'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'if your company has its own CA, set AWS_CA_BUNDLE'],
  ])('the message says if AWS cannot be reached for credentials (%s)', async (code, advice) => {
    host.files.caller = { role_arn: 'arn', source_profile: 'dev' };
    host.chain = () => Promise.reject(Object.assign(new Error('no'), { code }));
    expect(await failure('grants', '--profile', 'caller')).toEqual([
      EXIT.tryLater,
      `AWS cannot be asked for your credentials (${code}): ${advice}`,
    ]);
  });

  test('half a key in the environment is refused', async () => {
    host.env.AWS_ACCESS_KEY_ID = 'AKIAEXAMPLE';
    expect(await failure('grants')).toEqual([
      EXIT.notAccepted,
      'AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not: set both or neither',
    ]);
  });

  test('--profile and --token-file exclude each other', async () => {
    expect(await failure('grants', '--profile', 'a', '--token-file', 'b')).toEqual([
      EXIT.usage,
      'give either --token-file or --profile, not both',
    ]);
  });

  test('fedbroker does not sign as the credential_process of the profile that it signs with', async () => {
    host.env.FEDBROKER_NESTED = 'true';
    expect(await failure('grants')).toEqual([
      EXIT.usage,
      'this AWS profile runs fedbroker, so fedbroker cannot sign with it: name another profile with --profile',
    ]);
  });

  test('without a region, the message names AWS_REGION and --region', async () => {
    host.env.AWS_REGION = '';
    expect(await failure('grants')).toEqual([
      EXIT.usage,
      'which region? To sign requests with AWS credentials, set AWS_REGION or give --region. To send a token instead, set FEDBROKER_TOKEN_FILE',
    ]);
  });
});

/** Lets every request fail with an error as Node.js throws it. */
function failRequests(code: string): void {
  host.send = () => Promise.reject(Object.assign(new Error('caller-secret'), { code }));
}

test.each([
  ['ENOTFOUND', EXIT.tryLater, 'the name is unknown: check FEDBROKER_URL and the network'],
  ['EAI_AGAIN', EXIT.tryLater, 'names cannot be looked up: check the network'],
  ['ENETUNREACH', EXIT.tryLater, 'there is no route to it: check the network'],
  ['ETIMEDOUT', EXIT.tryLater, 'it does not respond: check the network'],
])('the network error %s has its own message', async (code, exitCode, advice) => {
  failRequests(code);
  expect(await failure('grants')).toEqual([
    exitCode,
    `HOST cannot be reached (${code}): ${advice}`,
  ]);
});

test.each(['CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'DEPTH_ZERO_SELF_SIGNED_CERT'])(
  'the message for %s names the certificate',
  async (code) => {
    failRequests(code);
    expect(await failure('grants')).toEqual([
      EXIT.usage,
      `the TLS certificate of HOST is not trusted (${code}): check FEDBROKER_URL; if your company has its own CA, set AWS_CA_BUNDLE`,
    ]);
  },
);

test('a server that does not speak HTTP is reported as a wrong URL', async () => {
  const server = createServer((socket) =>
    socket
      .resume()
      .on('error', () => undefined)
      .end('SSH-2.0-OpenSSH\r\n'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ending = await failure('grants', '--url', `http://127.0.0.1:${port}`);
  await new Promise((resolve) => server.close(resolve));
  expect(ending).toEqual([
    EXIT.usage,
    `the server 127.0.0.1:${port} uses another protocol (HPE_INVALID_CONSTANT): check FEDBROKER_URL`,
  ]);
});

test('an API that does not run has its own message', async () => {
  const gone = await StubBroker.start();
  const { url } = gone;
  await gone.close();
  expect(await failure('grants', '--url', url)).toEqual([
    EXIT.tryLater,
    `${new URL(url).host} cannot be reached (ECONNREFUSED): no server listens there: check FEDBROKER_URL, or start the broker`,
  ]);
});

test('an unexpected error is reported by its code only', async () => {
  Object.assign(host, {
    now: () => {
      throw new RangeError('caller-secret');
    },
  });
  expect(await failure('grants')).toEqual([EXIT.failed, 'failed unexpectedly (RangeError)']);
});

describe('retries', () => {
  const GRANTS = { body: { CallerAccessGrantsList: [] } };

  test.each([429, 503])(
    '%i with a short Retry-After is retried after that time',
    async (status) => {
      broker.respondWith(throttled(status, '2'), throttled(status, '1'), GRANTS);
      expect((await host.run('grants')).exitCode).toBe(EXIT.done);
      expect(host.slept).toEqual([2_000, 1_000]);
    },
  );

  test('a request is retried twice at most', async () => {
    broker.respondWith(throttled(429, '1'));
    expect((await host.run('grants')).exitCode).toBe(EXIT.tryLater);
    expect(broker.requests).toHaveLength(3);
  });

  test.each(['6', '', '-1', 'Sun, 22 Nov 2026 08:00:01 GMT'])(
    'a request with the Retry-After %j is not retried',
    async (retryAfter) => {
      broker.respondWith(throttled(429, retryAfter), GRANTS);
      expect((await host.run('grants')).exitCode).toBe(EXIT.tryLater);
      expect(broker.requests).toHaveLength(1);
    },
  );

  test('a request is not retried when the time of the call is used up', async () => {
    broker.respondWith(throttled(429, '5'));
    host.sleep = async (milliseconds) => {
      host.time += 3 * milliseconds;
    };
    expect((await host.run('grants')).exitCode).toBe(EXIT.tryLater);
    expect(broker.requests).toHaveLength(2);
  });

  test('a GET is sent once more if the connection is closed', async () => {
    broker.respondWith('reset', GRANTS);
    expect((await host.run('grants')).exitCode).toBe(EXIT.done);
    expect(broker.requests).toHaveLength(2);
  });

  test('a POST is not sent again, because it may have issued credentials', async () => {
    broker.respondWith('reset');
    expect((await host.run('credentials', 's3://amzn-s3-demo-bucket')).exitCode).toBe(
      EXIT.tryLater,
    );
    expect(broker.requests).toHaveLength(1);
  });

  test('a refused request is not sent again', async () => {
    broker.respondWith(brokerError(403, 'AccessDenied', 'No.', { 'retry-after': '1' }));
    await host.run('grants');
    expect(broker.requests).toHaveLength(1);
  });
});

function throttled(status: number, retryAfter: string): StubResponse {
  return brokerError(status, 'Throttled', 'Wait.', { 'retry-after': retryAfter });
}

function brokerError(
  status: number,
  Code: string,
  Message: string,
  headers: Readonly<Record<string, string>> = {},
): StubResponse {
  return { status, headers, body: { Code, Message, RequestId: 'r-1' } };
}
