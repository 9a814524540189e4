import { type LocalAws, type Stack, startLocalAws } from 'local-aws';
import { BrokerAssembly, removeBrokerAssemblies } from './broker-assembly.ts';
import { TestClock } from './test-broker.ts';

const PEOPLE = {
  type: 'jwt',
  issuer: 'https://id.example.com',
  audience: 'web',
  portal: { clientId: 'web', token: 'id' },
};

const clock = new TestClock();

let aws: LocalAws;
let limited: BrokerAssembly;
let unlimited: BrokerAssembly;

beforeAll(async () => {
  const routeThrottles = { 'GET /grants': { rateLimit: 1, burstLimit: 1 } };
  [limited, unlimited] = await Promise.all([
    BrokerAssembly.synthesize({
      grants: [],
      routeThrottles,
      authentication: [{ type: 'iam' }, PEOPLE],
    }),
    BrokerAssembly.synthesize({ grants: [] }),
  ]);
  aws = await startLocalAws({ clock, onWarning: () => undefined });
});

afterAll(async () => {
  await aws.close();
  await removeBrokerAssemblies();
});

/** Returns the statuses of two requests without a signature. */
async function statusesOf({ outputs }: Stack, path: string): Promise<readonly number[]> {
  const url = `${outputs.IamApiUrl}${path}`;
  return clock.whileStopped(async () => [(await fetch(url)).status, (await fetch(url)).status]);
}

test('a route limit keeps other routes open during a flood, and a deployment can add and remove it', async () => {
  expect(await statusesOf(await aws.deploy(unlimited.folder), '/grants')).toEqual([403, 403]);
  const stack = await aws.deploy(limited.folder);
  expect(await statusesOf(stack, '/grants')).toEqual([403, 429]);
  expect(await statusesOf(stack, '/console')).toEqual([403, 403]);
  expect(await statusesOf(await aws.deploy(unlimited.folder), '/grants')).toEqual([403, 403]);
});

describe('a portal', () => {
  let url: string;

  beforeAll(async () => {
    const { outputs } = await aws.deploy(limited.folder);
    url = String(outputs.PortalUrl);
    expect(url).toBe(`${outputs.JwtApiUrl}/`);
  });

  test('serves its page, the files that the page names and its settings to everybody', async () => {
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-encoding')).toBe('gzip');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const files = [...(await page.text()).matchAll(/"\/(portal\/[\w.-]+)"/g)].map(
      ([, file]) => file,
    );
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const plain = await fetch(`${url}${file}`, { headers: { 'accept-encoding': 'identity' } });
      expect(plain.headers.get('content-encoding')).toBeNull();
      expect(plain.headers.get('cache-control')).toContain('immutable');
      expect(await (await fetch(`${url}${file}`)).text()).toBe(await plain.text());
    }
    expect(await (await fetch(`${url}portal/config.json`)).json()).toEqual({
      issuer: PEOPLE.issuer,
      clientId: 'web',
      token: 'id',
      scope: 'openid profile',
      parameters: {},
      region: 'us-east-1',
      s3Endpoint: aws.endpointUrl,
      issuerEndpoint: (await aws.oidc.issuer(PEOPLE.issuer)).localUrl.replace(/\/$/, ''),
    });
  });

  test('answers 304 to a browser that has the page', async () => {
    const etag = String((await fetch(url)).headers.get('etag'));
    const again = await fetch(url, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  test.each([
    'portal/app-OLD.js',
    'portal/%2e%2e%2findex.js',
    'portal/constructor',
    'portal/',
    'portal',
    'portal/a/b',
  ])('has no %s', async (path) => {
    expect((await fetch(`${url}${path}`)).status).toBe(404);
  });

  test('opens no other route and no other method', async () => {
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(404);
    expect((await fetch(url, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${url}console`)).status).toBe(401);
  });

  test('keeps the API open while strangers flood its page', async () => {
    const [flood, api] = await clock.whileStopped(async () => [
      await Promise.all(Array.from({ length: 80 }, () => fetch(url))),
      await fetch(`${url}console`),
    ]);
    expect(flood.map(({ status }) => status)).toContain(429);
    expect(api.status).toBe(401);
  });
});
