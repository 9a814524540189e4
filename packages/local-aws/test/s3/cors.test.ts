import {
  type CORSRule,
  DeleteBucketCorsCommand,
  GetBucketCorsCommand,
  PutBucketCorsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Endpoint } from '../../src/endpoint.ts';
import { Kms } from '../../src/kms/kms.ts';
import { S3Service } from '../../src/s3/s3-service.ts';
import { ACCOUNT, TrustCore } from '../endpoint/trust-core.ts';
import { S3Fixture, textsOf } from './s3-fixture.ts';

const BUCKET = 'amzn-s3-demo-bucket';
const PORTAL = 'https://portal.example.com';
const VARY = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';
const RULES = [
  {
    ID: 'portal',
    AllowedOrigins: [PORTAL, 'https://*.portal.example.com'],
    AllowedMethods: ['GET', 'PUT'],
    AllowedHeaders: ['X-Amz-*', 'content-type'],
    ExposeHeaders: ['ETag', 'x-amz-version-id'],
    MaxAgeSeconds: 600,
  },
  { AllowedOrigins: ['*'], AllowedMethods: ['HEAD'] },
  { AllowedOrigins: [PORTAL], AllowedMethods: ['HEAD'], MaxAgeSeconds: 1 },
] satisfies CORSRule[];

const core = new TrustCore();
let service: S3Service;
let endpoint: Endpoint;
let s3: S3Client;

beforeAll(async () => {
  const { clock, authorizer } = core;
  service = new S3Service({
    account: ACCOUNT,
    clock,
    authorizer,
    kms: new Kms(ACCOUNT, authorizer),
  });
  endpoint = await core.startEndpoint(service);
  const statement = { Effect: 'Allow', Action: 's3:*BucketCORS', Resource: '*' };
  const { credentials } = core.createUser('Admin', statement);
  const { region } = ACCOUNT;
  s3 = new S3Client({ region, endpoint: endpoint.url, forcePathStyle: true, credentials });
  service.createBucket(BUCKET);
  service.createBucket('amzn-s3-demo-plain');
  service.putObject(BUCKET, 'a key', 'content');
  service.setBucketPolicy(BUCKET, {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${BUCKET}/*`,
      },
    ],
  });
});

beforeEach(() => service.setBucketCors(BUCKET, { CORSRules: RULES }));

afterAll(async () => {
  await endpoint.close();
  service.close();
  s3.destroy();
});

function send(method: string, path: string, headers: Readonly<Record<string, string>>) {
  return fetch(`${endpoint.url}/${path}`, { method, headers });
}

function preflight(
  method: string,
  { origin = PORTAL, names = '', path = `${BUCKET}/a%20key` } = {},
): Promise<Response> {
  return send('OPTIONS', path, {
    origin,
    'access-control-request-method': method,
    ...(names === '' ? {} : { 'access-control-request-headers': names }),
  });
}

function crossOriginHeadersOf({ headers }: Response): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...headers].filter(([name]) => name.startsWith('access-control-') || name === 'vary'),
  );
}

describe('a preflight request', () => {
  test('of a rule with this origin, method and headers is answered without a signature', async () => {
    const response = await preflight('PUT', { names: 'Content-Type,x-amz-date, x-amz-acl' });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(crossOriginHeadersOf(response)).toEqual({
      'access-control-allow-origin': PORTAL,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, PUT',
      'access-control-allow-headers': 'content-type, x-amz-date, x-amz-acl',
      'access-control-expose-headers': 'ETag, x-amz-version-id',
      'access-control-max-age': '600',
      vary: VARY,
    });
  });

  test('is answered by the first rule that matches, and for every origin without credentials', async () => {
    expect(crossOriginHeadersOf(await preflight('HEAD'))).toEqual({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'HEAD',
      vary: VARY,
    });
  });

  test('of a presigned URL, and of a bucket in the host, is answered in the same way', async () => {
    const presigned = `${BUCKET}/a?X-Amz-Credential=A%2F20260101%2Fus-east-1%2Fs3%2Faws4_request`;
    expect((await preflight('GET', { path: presigned })).status).toBe(200);
    const host = `${BUCKET}.s3.us-east-1.amazonaws.com`;
    const headers = { host, origin: PORTAL, 'access-control-request-method': 'GET' };
    expect(service.preflight({ method: 'OPTIONS', rawPath: '/a', headers }).status).toBe(200);
  });

  const notAllowed = 'CORSResponse: This CORS request is not allowed.';
  test.each([
    ['another origin', 'GET', { origin: 'https://evil.example.com' }, notAllowed],
    ['an origin that only begins alike', 'GET', { origin: `${PORTAL}.evil.test` }, notAllowed],
    ['an origin of another scheme', 'GET', { origin: 'http://a.portal.example.com' }, notAllowed],
    ['another method', 'DELETE', {}, notAllowed],
    ['another header', 'PUT', { names: 'x-amz-date,authorization' }, notAllowed],
    ['a header of a rule without headers', 'HEAD', { names: 'x-amz-date' }, notAllowed],
    [
      'a bucket without rules',
      'GET',
      { path: 'amzn-s3-demo-plain/a' },
      'CORSResponse: CORS is not enabled for this bucket.',
    ],
    ['no bucket', 'GET', { path: 'amzn-s3-demo-none/a' }, 'CORSResponse: Bucket not found'],
  ])('with %s is refused', async (_name, method, request, message) => {
    const response = await preflight(method, request);
    const body = await response.text();
    expect([response.status, ...textsOf(body, 'Code')]).toEqual([403, 'AccessForbidden']);
    expect(textsOf(body, 'Message')[0]).toContain(message);
    expect(textsOf(body, 'Method')).toEqual([method]);
    expect(crossOriginHeadersOf(response)).toEqual({});
  });

  test('of a subdomain matches the origin with a wildcard', async () => {
    const origin = 'https://eu.portal.example.com';
    const { headers } = await preflight('GET', { origin });
    expect(headers.get('access-control-allow-origin')).toBe(origin);
  });

  test('without an origin is refused', async () => {
    const response = await send('OPTIONS', BUCKET, {});
    expect([response.status, ...textsOf(await response.text(), 'Code')]).toEqual([
      400,
      'BadRequest',
    ]);
  });
});

describe('the answer to the request itself', () => {
  test('and also an error has the headers of the rule', async () => {
    for (const [path, status] of [
      [`${BUCKET}/a%20key`, 200],
      [`${BUCKET}/missing`, 403],
      [`${BUCKET}?list-type=2&X-Amz-Credential=A`, 403],
    ] as const) {
      const response = await send('GET', path, { origin: PORTAL });
      expect([path, response.status]).toEqual([path, status]);
      expect(crossOriginHeadersOf(response)).toMatchObject({
        'access-control-allow-origin': PORTAL,
        'access-control-expose-headers': 'ETag, x-amz-version-id',
        vary: VARY,
      });
    }
  });

  test.each([
    ['of another origin', `${BUCKET}/a%20key`, { origin: 'https://evil.example.com' }, 200],
    ['without an origin', `${BUCKET}/a%20key`, {}, 200],
    ['of a bucket without rules', 'amzn-s3-demo-plain/a', { origin: PORTAL }, 403],
    ['with a URL that cannot be read', '%ff/a', { origin: PORTAL }, 400],
  ])('%s has no such headers', async (_name, path, headers, status) => {
    const response = await send('GET', path, headers);
    expect(response.status).toBe(status);
    expect(crossOriginHeadersOf(response)).toEqual({});
  });
});

describe('the rules of a bucket', () => {
  test('are set, returned and deleted by an administrator', async () => {
    const Bucket = 'amzn-s3-demo-plain';
    const get = () => s3.send(new GetBucketCorsCommand({ Bucket }));
    await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: RULES } }));
    expect((await get()).CORSRules).toEqual(RULES);
    await s3.send(new DeleteBucketCorsCommand({ Bucket }));
    await expect(get()).rejects.toMatchObject({
      name: 'NoSuchCORSConfiguration',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test.each([
    ['GET', 's3:GetBucketCORS'],
    ['PUT', 's3:PutBucketCORS'],
    ['DELETE', 's3:PutBucketCORS'],
  ])('cannot be used by %s without the permission %s', async (method, action) => {
    const fixture = new S3Fixture();
    fixture.service.createBucket(BUCKET);
    fixture.denied.add(action);
    const { status, body } = await fixture.send(method, `/${BUCKET}?cors`);
    expect([status, ...textsOf(body, 'Code')]).toEqual([403, 'AccessDenied']);
  });

  const rule = (...elements: readonly string[]) =>
    `<CORSConfiguration><CORSRule>${elements.join('')}</CORSRule></CORSConfiguration>`;
  const origin = '<AllowedOrigin>*</AllowedOrigin>';
  const method = '<AllowedMethod>GET</AllowedMethod>';
  test.each([
    ['no rule', '<CORSConfiguration/>', 'MalformedXML'],
    ['a rule without a method', rule(origin), 'MalformedXML'],
    ['a rule without an origin', rule(method), 'MalformedXML'],
    ['an unknown element', rule(origin, method, '<Allow>a</Allow>'), 'MalformedXML'],
    ['text', rule(origin, method, 'text'), 'MalformedXML'],
    [
      'an age that is no number',
      rule(origin, method, '<MaxAgeSeconds>a</MaxAgeSeconds>'),
      'MalformedXML',
    ],
    ['an unknown method', rule(origin, '<AllowedMethod>PATCH</AllowedMethod>'), 'InvalidRequest'],
    [
      'two wildcards in an origin',
      rule('<AllowedOrigin>https://*.*</AllowedOrigin>', method),
      'InvalidRequest',
    ],
    [
      'two wildcards in a header',
      rule(origin, method, '<AllowedHeader>*-*</AllowedHeader>'),
      'InvalidRequest',
    ],
    [
      'a wildcard in an exposed header',
      rule(origin, method, '<ExposeHeader>x-*</ExposeHeader>'),
      'InvalidRequest',
    ],
    [
      '101 rules',
      `<CORSConfiguration>${`<CORSRule>${origin}${method}</CORSRule>`.repeat(101)}</CORSConfiguration>`,
      'InvalidRequest',
    ],
    ['more than 64 KiB', rule(origin.repeat(3000), method), 'MaxMessageLengthExceeded'],
  ])('with %s are refused', async (_name, body, code) => {
    const fixture = new S3Fixture();
    fixture.service.createBucket(BUCKET);
    const response = await fixture.send('PUT', `/${BUCKET}?cors`, { body });
    expect([response.status, ...textsOf(response.body, 'Code')]).toEqual([400, code]);
  });

  test('that code sets are checked, too', () => {
    const wrong = { CORSRules: [{ AllowedOrigins: ['*'], AllowedMethods: ['get'] }] };
    expect(() => service.setBucketCors(BUCKET, wrong)).toThrow(
      'Found unsupported HTTP method in CORS config. Unsupported method is get',
    );
  });
});
