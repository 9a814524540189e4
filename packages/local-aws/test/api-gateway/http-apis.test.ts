import { randomInt } from 'node:crypto';
import { createServer } from 'node:http';
import { HttpApis, type HttpApisOptions } from '../../src/api-gateway/http-apis.ts';
import { IssuerKeySets } from '../../src/api-gateway/issuer-key-sets.ts';
import { OidcIssuers } from '../../src/oidc/oidc-issuers.ts';

const SETTINGS = { issuer: 'https://id.example.com', audience: ['sample'] };
const clock = { now: () => new Date() };

let issuers: OidcIssuers;
let apis: HttpApis;

function openApis(port = 0): HttpApis {
  const options = { port, keySets: new IssuerKeySets(issuers, clock) };
  // No request is served, so options that only serving needs are absent.
  apis = new HttpApis(options as unknown as HttpApisOptions);
  return apis;
}

beforeEach(() => {
  issuers = new OidcIssuers(clock);
});

afterEach(async () => {
  await apis.close();
  await issuers.close();
});

/** Below the ports that operating systems assign, so other tests do not get them. */
const PORTS = { first: 20_000, count: 10_000 };

/** Returns the first of three consecutive ports that nobody listens on. */
async function freePorts(): Promise<number> {
  for (;;) {
    const first = PORTS.first + randomInt(PORTS.count);
    const free = await Promise.all([first, first + 1, first + 2].map(isFree));
    if (free.every(Boolean)) {
      return first;
    }
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const isListening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
  });
  if (isListening) {
    await new Promise((done) => server.close(done));
  }
  return isListening;
}

const portOf = ({ endpoint }: { endpoint: string }) => Number(new URL(endpoint).port);

test('APIs take consecutive ports from the first, and reuse a free one', async () => {
  const first = await freePorts();
  openApis(first);
  const one = await apis.createApi('one');
  const two = await apis.createApi('two');
  expect([portOf(one), portOf(two)]).toEqual([first, first + 1]);
  await apis.deleteApi(one.apiId);
  const three = await apis.createApi('three');
  const four = await apis.createApi('four');
  expect([portOf(three), portOf(four)]).toEqual([first, first + 2]);
});

test('without a port, every API takes a free one', async () => {
  openApis();
  const ports = [portOf(await apis.createApi('one')), portOf(await apis.createApi('two'))];
  expect(new Set([...ports, 0]).size).toBe(3);
});

test('an authorizer cannot be deleted while a route uses it', async () => {
  openApis();
  const { apiId } = await apis.createApi('one');
  const authorizerId = await apis.createAuthorizer(apiId, SETTINGS);
  const integrationId = apis.createIntegration(apiId, { functionArn: 'arn', timeoutMs: 50 });
  const routeId = apis.createRoute(apiId, {
    routeKey: 'GET /a',
    integrationId,
    authorization: { type: 'JWT', authorizerId, scopes: [] },
  });
  expect(() => apis.deleteAuthorizer(apiId, authorizerId)).toThrow(
    expect.objectContaining({ code: 'ConflictException', status: 409 }),
  );
  apis.deleteRoute(apiId, routeId);
  expect(() => apis.deleteAuthorizer(apiId, authorizerId)).not.toThrow();
});

test('an authorizer of another API is unknown', async () => {
  openApis();
  const one = await apis.createApi('one');
  const two = await apis.createApi('two');
  const authorizerId = await apis.createAuthorizer(one.apiId, SETTINGS);
  const integrationId = apis.createIntegration(two.apiId, { functionArn: 'arn', timeoutMs: 50 });
  const authorization = { type: 'JWT', authorizerId, scopes: [] } as const;
  expect(() =>
    apis.createRoute(two.apiId, { routeKey: 'GET /a', integrationId, authorization }),
  ).toThrow(expect.objectContaining({ code: 'NotFoundException' }));
});
