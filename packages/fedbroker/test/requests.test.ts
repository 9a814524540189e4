import { verifySignature } from '../../local-aws/src/sigv4/verify-signature.ts';
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

/** What API Gateway does with each request that has come. Throws AwsError where a signature does not hold. */
function verifySignatures(region: string): void {
  expect(broker.requests).not.toEqual([]);
  for (const request of broker.requests) {
    verifySignature(
      { ...request, body: Buffer.from(request.body) },
      {
        credentials: { find: () => ({ ...CALLER, principal: undefined as never }) },
        region,
        now: host.now(),
        expectedService: 'execute-api',
      },
    );
  }
}

test('requests are signed as API Gateway verifies them, whatever is in the query and the body', async () => {
  broker.answers({ body: { Contents: [], IsTruncated: false } });
  await host.run('ls', "s3://amzn-s3-demo-bucket/a b+c&d=e%2F!'()é~/*", '--name', 'User1');
  verifySignatures('eu-west-1');
  expect(new URL(`${broker.url}${broker.requests[0]?.url}`).searchParams.get('prefix')).toBe(
    "a b+c&d=e%2F!'()é~/",
  );
  broker.answers({});
  await host.run('explain', 's3://amzn-s3-demo-bucket/é/', '--duration', '2h');
  verifySignatures('eu-west-1');
});

test('a request that is sent again has a signature of its own time', async () => {
  broker.answers({ status: 429, headers: { 'retry-after': '5' } }, GRANTS);
  await host.run('grants');
  const [first, second] = broker.requests.map(({ headers }) => headers['x-amz-date']);
  expect([first, second]).toEqual(['20261122T080000Z', '20261122T080005Z']);
});

test.each([
  [['--region', 'ap-south-1'], { AWS_REGION: 'eu-west-1' }, 'ap-south-1'],
  [[], { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-west-2' }, 'eu-west-1'],
  [[], { AWS_REGION: '', AWS_DEFAULT_REGION: 'us-west-2' }, 'us-west-2'],
])('with %j and %j the region is %s', async (args, env, region) => {
  Object.assign(host.env, env);
  broker.answers(GRANTS);
  await host.run('grants', ...args);
  verifySignatures(region);
});

test.each([
  [['--profile', 'caller'], 'ap-south-1'],
  [[], 'eu-south-1'],
])(
  "where neither option nor environment says it, with %j the region is the profile's",
  async (args, region) => {
    host.env.AWS_REGION = '';
    Object.assign(host.profileRegions, { caller: 'ap-south-1', default: 'eu-south-1' });
    broker.answers(GRANTS);
    await host.run('grants', ...args);
    verifySignatures(region);
  },
);

test.each([
  [['--region', 'ap-south-1'], { AWS_REGION: '' }],
  [['--profile', 'caller'], { AWS_REGION: 'ap-south-1' }],
])('with %j and %j the files of profiles are not read for it', async (args, env) => {
  Object.assign(host.env, env);
  host.profileRegion = () => Promise.reject(new Error('read'));
  broker.answers(GRANTS);
  expect(await host.run('grants', ...args)).toMatchObject({ exitCode: 0 });
  verifySignatures('ap-south-1');
});

test("the region is the API's, where its host says it", async () => {
  const calls: [string, string][] = [];
  Object.assign(host, {
    fetch: async (url: URL, { headers }: { headers: Record<string, string> }) => {
      calls.push([url.href, headers.authorization ?? '']);
      return Response.json(GRANTS.body);
    },
  });
  const url = 'https://abcde12345.execute-api.us-east-2.amazonaws.com';
  await host.run('grants', '--url', url, '--region', 'ap-south-1');
  expect(calls).toEqual([
    [`${url}/grants`, expect.stringContaining('/us-east-2/execute-api/aws4_request')],
  ]);
});

test('a profile is the one to sign with', async () => {
  broker.answers(GRANTS);
  await host.run('grants', '--profile', 'caller');
  expect(host.profile).toBe('caller');
});

test('a token goes as it is in the file at each request, and nothing is signed', async () => {
  const file = host.writeFile('token', ` ${tokenOf({ sub: 'alice', n: 1 })}\r\n`);
  host.env.FEDBROKER_TOKEN_FILE = file;
  broker.answers(
    { body: { Contents: [], IsTruncated: true, NextContinuationToken: 'next' } },
    { body: { Contents: [], IsTruncated: false } },
  );
  const { answer } = broker;
  broker.answer = (request) => {
    host.writeFile('token', tokenOf({ sub: 'alice', n: 2 }));
    return answer(request);
  };
  await host.run('ls', 's3://amzn-s3-demo-bucket', '--all');
  expect(broker.requests.map(({ headers }) => headers.authorization)).toEqual([
    `Bearer ${tokenOf({ sub: 'alice', n: 1 })}`,
    `Bearer ${tokenOf({ sub: 'alice', n: 2 })}`,
  ]);
});

test('an option counts more than the environment', async () => {
  host.env.FEDBROKER_URL = 'https://broker.example.com';
  host.env.FEDBROKER_TOKEN_FILE = '/nowhere';
  broker.answers(GRANTS);
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
