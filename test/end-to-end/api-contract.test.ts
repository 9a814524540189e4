import openApi from '../../docs/openapi.json' with { type: 'json' };
import { checkExchange, DOCUMENTED_ANSWERS, type Exchange, examplesOf } from './api-contract.ts';
import { TestBroker } from './test-broker.ts';

let broker: TestBroker;

beforeAll(async () => {
  broker = await TestBroker.start();
});

// The API's throttle also counts refused requests.
beforeEach(() => broker.clock.advance(10));

afterAll(() => broker.close());

/** A request that succeeds for the person in its folder. */
interface Request {
  readonly url: string;
  readonly body?: object;
}

/** Successful requests of this person to each route. */
function requestsOf(person: string): readonly Request[] {
  const folder = `s3://homes/home/${person}/*`;
  return [
    { url: '/federation-tokens', body: { Target: folder, Permission: 'READ' } },
    { url: `/credentials?target=${folder}&permission=READ` },
    {
      url: '/federation-tokens',
      body: { Accesses: ['READ', 'WRITE'].map((Permission) => ({ Target: folder, Permission })) },
    },
    { url: `/credentials?target=${folder}&permission=READ&target=${folder}&permission=WRITE` },
    { url: `/console?target=${folder}` },
    { url: `/buckets/homes/keys?prefix=home/${person}/` },
    { url: '/grants' },
  ];
}

const ALICES = requestsOf('alice');
const WITHOUT_GRANTS = ALICES.filter(({ url }) => url !== '/grants');

/** Documented answers that this test does not get from the deployed stack. */
const NOT_SEEN: Readonly<Record<string, string>> = {
  'POST /federation-tokens 504': 'no service of the local AWS is slow',
  'GET /credentials 504': 'no service of the local AWS is slow',
  'GET /console 504': 'no service of the local AWS is slow',
  'GET /buckets/{bucket}/keys 504': 'no service of the local AWS is slow',
  'GET /grants 503': 'only API Gateway answers it, if Lambda does not run the function',
};

type Send = (request: Request) => Promise<{ readonly status: number }>;

/** Sends the requests one after another and returns the distinct statuses. */
async function statusesOf(requests: readonly Request[], send: Send): Promise<readonly number[]> {
  const statuses = new Set<number>();
  for (const request of requests) {
    statuses.add((await send(request)).status);
  }
  return [...statuses];
}

const as =
  (sub: string): Send =>
  ({ url, body }) =>
    broker.callWith({ sub }, url, body);

/** Sends the request to the API for tokens, without a token or with these headers. */
const withHeaders =
  (headers: Readonly<Record<string, string>>): Send =>
  ({ url, body }) =>
    fetch(`${broker.running.apiUrl('jwt')}${url}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });

const physicalId = (logicalId: string) =>
  broker.running.stack.resources.get(logicalId)?.physicalId ?? '';

const brokerUser = () => broker.running.local.identities.users.get(physicalId('BrokerUser'));

describe('docs/openapi.json describes', () => {
  test('successful requests', async () => {
    expect(await statusesOf(ALICES, as('alice'))).toEqual([200]);
    expect(await broker.call('role-TeamA', '/grants')).toMatchObject({ status: 200 });
  });

  test('dry runs', async () => {
    const body = { Target: 's3://homes/home/alice/*', Permission: 'READ', DryRun: true };
    expect(await as('alice')({ url: '/federation-tokens', body })).toMatchObject({
      body: { Decision: 'ALLOWED' },
    });
    expect(await as('bob')({ url: '/federation-tokens', body })).toMatchObject({
      body: { Decision: 'REFUSED' },
    });
  });

  test('malformed requests', async () => {
    const malformed = WITHOUT_GRANTS.map(({ url, body }) =>
      body === undefined ? { url: `${url}&unknown=1` } : { url, body: { ...body, Unknown: 1 } },
    );
    expect(await statusesOf(malformed, as('alice'))).toEqual([400]);
  });

  test('requests without a token or a signature', async () => {
    expect(await statusesOf(ALICES, withHeaders({}))).toEqual([401]);
    const { status } = await fetch(`${broker.running.apiUrl('iam')}/grants`);
    expect(status).toBe(403);
  });

  test('requests that no grant covers', async () => {
    expect(await statusesOf(WITHOUT_GRANTS, as('bob'))).toEqual([403]);
  });

  test('a listing of a bucket that does not exist', async () => {
    const url = '/buckets/not-made/keys';
    expect(await broker.call('permission-set-Engineer', url)).toMatchObject({ status: 404 });
  });

  test('requests that are too large', async () => {
    const body = { Target: 'x'.repeat(10 * 1024 * 1024), Permission: 'READ' };
    expect(await as('alice')({ url: '/federation-tokens', body })).toMatchObject({ status: 413 });
    expect(await statusesOf(ALICES, withHeaders({ 'x-large': 'x'.repeat(10_240) }))).toEqual([431]);
  });

  test.each(ALICES)('more requests to $url than the throttle allows', async (request) => {
    const answers = await broker.clock.whileStopped(() =>
      Promise.all(Array.from({ length: 60 }, () => withHeaders({})(request))),
    );
    expect(answers.map(({ status }) => status)).toContain(429);
  });

  test('requests for which AWS refuses the broker', async () => {
    const { policies } = brokerUser();
    const Statement = { Effect: 'Deny', Action: 'sts:GetFederationToken', Resource: '*' };
    policies.putInline('Denied', { Version: '2012-10-17', Statement });
    // Bob has no cached session.
    const requests = requestsOf('bob').filter(({ url }) => url !== '/grants');
    expect(await statusesOf(requests, as('bob'))).toEqual([502]);
    policies.deleteInline('Denied');
  });

  test('requests while there is no usable broker access key', async () => {
    const { accessKeys } = brokerUser();
    for (const { accessKeyId } of accessKeys.list()) {
      accessKeys.delete(accessKeyId);
    }
    const requests = requestsOf('bob').filter(({ url }) => url !== '/grants');
    expect(await statusesOf(requests, as('bob'))).toEqual([503]);
  });

  test('requests for which the function cannot run', async () => {
    const { local, stack } = broker.running;
    for (const [logicalId] of stack.resources) {
      if (/^JwtApi\w+Permission$/.test(logicalId)) {
        local.functions.removePermission(physicalId('BrokerFunction'), physicalId(logicalId));
      }
    }
    expect(await statusesOf(ALICES, as('alice'))).toEqual([500]);
  });

  test('no other answers', () => {
    expect([...broker.answers, ...Object.keys(NOT_SEEN)].sort()).toEqual(
      [...DOCUMENTED_ANSWERS].sort(),
    );
  });
});

const GRANTS: Exchange = {
  api: 'iam',
  method: 'GET',
  url: '/grants',
  status: 200,
  headers: new Headers({ 'content-type': 'application/json', 'cache-control': 'no-store' }),
  body: JSON.stringify(
    openApi.paths['/grants'].get.responses[200].content['application/json'].examples.role.value,
  ),
};

const ISSUE: Exchange = {
  ...GRANTS,
  method: 'POST',
  url: '/federation-tokens',
  requestBody: '{"Target":"s3://amzn-s3-demo-bucket/team-a/*","Permission":"READ"}',
  body: JSON.stringify(
    openApi.paths['/federation-tokens'].post.responses[200].content['application/json'].examples
      .issued.value,
  ),
};

describe('a test fails after', () => {
  test('none of the examples', () => {
    expect(checkExchange(GRANTS)).toBe('GET /grants 200');
    expect(checkExchange(ISSUE)).toBe('POST /federation-tokens 200');
  });

  test.each<[string, Partial<Exchange>, string]>([
    ['an undocumented status', { status: 418 }, 'status'],
    ['an undocumented route', { url: '/grants/1' }, 'route'],
    ['a route of the other API', { url: '/credentials' }, 'route'],
    ['a missing field', { body: '{"CallerAccessGrantsList":[]}' }, 'Caller'],
    ['an additional field', { body: GRANTS.body.replace('{', '{"More":1,') }, 'additional'],
    ['an undocumented content type', { headers: new Headers() }, 'content type'],
    [
      'an answer that a cache may store',
      { headers: new Headers({ 'content-type': 'application/json' }) },
      'Cache-Control',
    ],
    ['an undocumented parameter', { url: '/grants?more=1' }, 'query'],
    [
      'an error code that the route cannot have',
      { status: 403, body: '{"Code":"NoSuchBucket","Message":"","RequestId":""}' },
      'answer',
    ],
    [
      'an undocumented field of the request',
      { ...ISSUE, requestBody: ISSUE.requestBody?.replace('}', ',"More":1}') },
      'request body',
    ],
  ])('%s', (_, change, fault) => {
    expect(() => checkExchange({ ...GRANTS, ...change })).toThrow(fault);
  });
});

test.each(DOCUMENTED_ANSWERS)('the examples of %s follow their schema', (answer) => {
  const [method = '', path = '', status = ''] = answer.split(' ');
  const route = path.replace('{bucket}', 'homes');
  const request = ALICES.find(({ url }) => url.split('?')[0] === route);
  const examples = examplesOf(method, path, status);
  expect(examples.length).toBeGreaterThan(0);
  for (const example of examples) {
    const exchange = {
      api: 'jwt',
      method,
      url: request?.url ?? '',
      headers: GRANTS.headers,
    } as const;
    const requestBody = request?.body === undefined ? undefined : JSON.stringify(request.body);
    expect(
      checkExchange({
        ...exchange,
        requestBody,
        status: Number(status),
        body: JSON.stringify(example),
      }),
    ).toBe(answer);
  }
});
