import { EXIT } from '../src/failure.ts';
import type { HttpRequest } from '../src/host.ts';
import { expectedSignature } from './expected-signature.ts';
import { StubBroker } from './stub-broker.ts';
import { TestHost, tokenOf } from './test-host.ts';

const CALLER = {
  accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'caller-secret',
  sessionToken: 'caller-session',
};

const GRANTS = { body: { CallerAccessGrantsList: [] } };

let broker: StubBroker;
let host: TestHost;

beforeAll(async () => {
  broker = await StubBroker.start();
});

afterAll(() => broker.close());

beforeEach(() => {
  host = new TestHost();
  host.env = { FEDBROKER_URL: broker.url, AWS_REGION: 'eu-west-1' };
  host.chain = async () => CALLER;
});

afterEach(() => host.remove());

/** Verifies the signature of each received request, as API Gateway does. */
async function verifySignatures(region: string): Promise<void> {
  expect(broker.requests).not.toEqual([]);
  for (const request of broker.requests) {
    expect(request.headers).toMatchObject({
      authorization: await expectedSignature(request, CALLER, region),
      'x-amz-security-token': CALLER.sessionToken,
    });
  }
}

test('signatures are valid for any characters in the query and the body', async () => {
  broker.respondWith({ body: { Contents: [], IsTruncated: false } });
  await host.run('ls', "s3://amzn-s3-demo-bucket/a b+c&d=e%2F!'()é~/*", '--name', 'User1');
  await verifySignatures('eu-west-1');
  expect(new URL(`${broker.url}${broker.requests[0]?.url}`).searchParams.get('prefix')).toBe(
    "a b+c&d=e%2F!'()é~/",
  );
  broker.respondWith({});
  await host.run('explain', 's3://amzn-s3-demo-bucket/é/', '--duration', '2h');
  await verifySignatures('eu-west-1');
});

test('a repeated request has a new signature with a new time', async () => {
  broker.respondWith({ status: 429, headers: { 'retry-after': '5' } }, GRANTS);
  await host.run('grants');
  const [first, second] = broker.requests.map(({ headers }) => headers['x-amz-date']);
  expect([first, second]).toEqual(['20261122T080000Z', '20261122T080005Z']);
});

test.each([
  [['--region', 'ap-south-1'], { AWS_REGION: 'eu-west-1' }, 'ap-south-1'],
  [[], { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-west-2' }, 'eu-west-1'],
  [[], { AWS_REGION: '', AWS_DEFAULT_REGION: 'us-west-2' }, 'us-west-2'],
])('with the options %j and the environment %j, the region is %s', async (args, env, region) => {
  Object.assign(host.env, env);
  broker.respondWith(GRANTS);
  await host.run('grants', ...args);
  await verifySignatures(region);
});

test.each([
  [['--profile', 'caller'], 'ap-south-1'],
  [[], 'eu-south-1'],
])(
  "if neither an option nor the environment sets a region, %j uses the profile's region",
  async (args, region) => {
    host.env.AWS_REGION = '';
    Object.assign(host.files, {
      caller: { region: 'ap-south-1' },
      default: { region: 'eu-south-1' },
    });
    broker.respondWith(GRANTS);
    await host.run('grants', ...args);
    await verifySignatures(region);
  },
);

test('the region in the host name of the API comes first', async () => {
  const calls: [string, string][] = [];
  Object.assign(host, {
    send: async ({ url, headers }: HttpRequest) => {
      calls.push([url.href, headers.authorization ?? '']);
      return { status: 200, headers: {}, text: JSON.stringify(GRANTS.body) };
    },
  });
  const url = 'https://abcde12345.execute-api.us-east-2.amazonaws.com';
  await host.run('grants', '--url', url, '--region', 'ap-south-1');
  expect(calls).toEqual([
    [`${url}/grants`, expect.stringContaining('/us-east-2/execute-api/aws4_request')],
  ]);
});

test('--profile names the profile to sign with, and overrides FEDBROKER_TOKEN_FILE', async () => {
  host.files.caller = { aws_access_key_id: 'AKIACALLER' };
  host.env.FEDBROKER_TOKEN_FILE = '/nowhere';
  broker.respondWith(GRANTS);
  expect(await host.run('grants', '--profile', 'caller')).toMatchObject({ exitCode: 0 });
  expect(host.source).toMatchObject({ kind: 'profile', profile: 'caller' });
});

test('the token file is read again for each request, and its token is sent without a signature', async () => {
  const file = host.writeFile('token', ` ${tokenOf({ sub: 'alice', n: 1 })}\r\n`);
  host.env.FEDBROKER_TOKEN_FILE = file;
  broker.respondWith(
    { body: { Contents: [], IsTruncated: true, NextContinuationToken: 'next' } },
    { body: { Contents: [], IsTruncated: false } },
  );
  const { respond } = broker;
  broker.respond = (request) => {
    host.writeFile('token', tokenOf({ sub: 'alice', n: 2 }));
    return respond(request);
  };
  await host.run('ls', 's3://amzn-s3-demo-bucket', '--all');
  expect(broker.requests.map(({ headers }) => headers.authorization)).toEqual([
    `Bearer ${tokenOf({ sub: 'alice', n: 1 })}`,
    `Bearer ${tokenOf({ sub: 'alice', n: 2 })}`,
  ]);
});

test('a token file that gets the token of another caller is not used, because the cache would mix up the two', async () => {
  const file = host.writeFile('token', tokenOf({ iss: 'i', sub: 'alice' }));
  host.env.FEDBROKER_TOKEN_FILE = file;
  broker.respond = () => {
    host.writeFile('token', tokenOf({ iss: 'i', sub: 'bob' }));
    return { status: 429, headers: { 'retry-after': '1' } };
  };
  expect(await host.run('credentials', 's3://amzn-s3-demo-bucket/a/', '--format', 'json')).toEqual({
    exitCode: EXIT.notAccepted,
    stdout: '',
    stderr: `fedbroker: the token in ${file} is now of another caller: run the command again\n`,
  });
});

test('an option overrides the environment', async () => {
  host.env.FEDBROKER_URL = 'https://broker.example.com';
  host.env.FEDBROKER_TOKEN_FILE = '/nowhere';
  broker.respondWith(GRANTS);
  const file = host.writeFile('token', tokenOf({ sub: 'alice' }));
  const { exitCode } = await host.run(
    'grants',
    '--url',
    `${broker.url}/prod/`,
    '--token-file',
    file,
  );
  expect(exitCode).toBe(0);
  expect(broker.requests[0]?.url).toBe('/prod/grants');
});
