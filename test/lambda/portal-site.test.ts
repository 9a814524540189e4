import { gunzipSync, gzipSync } from 'node:zlib';
import { parse } from '../../core/parser.ts';
import { deployedPortalParser, type PortalPlace } from '../../core/portal/deployed-portal.ts';
import { type PortalEvent, PortalSite } from '../../lambda/adapters/portal-site.ts';

const PAGE = '<!doctype html><title>Files</title>';
const CODE = 'console.log("ü")';

const packed = (name: string, contentType: string, body: string) => ({
  name,
  contentType,
  gzip: gzipSync(body).toString('base64'),
});

const FILES = [
  packed('index.html', 'text/html; charset=utf-8', PAGE),
  packed('app-1A2B.js', 'text/javascript; charset=utf-8', CODE),
];

const PORTAL = {
  issuer: 'https://issuer.example.com/realms/people',
  settings: {
    clientId: 'web',
    token: 'id',
    parameters: { kc_idp_hint: 'corp' },
    connectOrigins: ['https://token.example.com:8443'],
  },
  grantRegions: ['cn-north-1', 'eu-central-1'],
};

function siteOf(portal: unknown = PORTAL, place: Partial<PortalPlace> = {}): PortalSite {
  return new PortalSite(FILES, parse(deployedPortalParser, portal), {
    region: 'us-east-1',
    ...place,
  });
}

const site = siteOf();

function get(path: string, headers: PortalEvent['headers'] = {}, from = site) {
  const [, file] = /^\/portal\/(.+)$/.exec(path) ?? [];
  return from.answer(
    file === undefined || file === 'config.json'
      ? { routeKey: `GET ${path}`, headers }
      : { routeKey: 'GET /portal/{file}', headers, pathParameters: { file } },
  );
}

const GZIP = { 'accept-encoding': 'gzip, deflate, br' };

describe('a file', () => {
  test.each(['gzip', 'br, GZIP;q=0.5', 'deflate,gzip ; q=1'])(
    'is compressed for a client that accepts %s',
    (accepted) => {
      const { statusCode, headers, body, isBase64Encoded } = get('/portal/app-1A2B.js', {
        'accept-encoding': accepted,
      });
      expect(statusCode).toBe(200);
      expect(headers).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'content-encoding': 'gzip',
        vary: 'accept-encoding',
      });
      expect(isBase64Encoded).toBe(true);
      expect(gunzipSync(Buffer.from(String(body), 'base64')).toString()).toBe(CODE);
    },
  );

  test.each([undefined, 'identity', 'br', 'gzip;q=0', 'gzip; q=0.00', 'xgzip'])(
    'is plain for a client that accepts %s',
    (accepted) => {
      const { headers, body, isBase64Encoded } = get('/portal/app-1A2B.js', {
        'accept-encoding': accepted,
      });
      expect(headers).toMatchObject({ vary: 'accept-encoding' });
      expect(headers).not.toHaveProperty('content-encoding');
      expect(isBase64Encoded).toBe(true);
      expect(Buffer.from(String(body), 'base64').toString()).toBe(CODE);
    },
  );

  test('with a hash in its name is cached for ever', () => {
    expect(get('/portal/app-1A2B.js', GZIP).headers?.['cache-control']).toBe(
      'public, max-age=31536000, immutable',
    );
  });

  test.each([
    'app-OLD.js',
    'index.html',
    '../index.js',
    '..',
    '%2e%2e/index.js',
    'app-1A2B.js/',
    'APP-1a2b.js',
    'constructor',
    '__proto__',
    'portal-files.json',
    '',
  ])('with the name %j does not exist, and nobody may cache that', (file) => {
    const answer = site.answer({
      routeKey: 'GET /portal/{file}',
      headers: GZIP,
      pathParameters: { file },
    });
    expect(answer).toMatchObject({
      statusCode: 404,
      body: 'Not found\n',
      headers: { 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8' },
    });
  });

  test('is answered only on the routes of the portal', () => {
    expect(site.answer({ routeKey: 'GET /grants', headers: GZIP }).statusCode).toBe(404);
    expect(site.answer({ routeKey: 'GET /portal/{file}', headers: GZIP }).statusCode).toBe(404);
  });
});

describe('config.json', () => {
  test('says how to sign in', () => {
    const { statusCode, headers, body } = get('/portal/config.json');
    expect(statusCode).toBe(200);
    expect(headers?.['content-type']).toBe('application/json');
    expect(JSON.parse(String(body))).toEqual({
      issuer: 'https://issuer.example.com/realms/people',
      clientId: 'web',
      token: 'id',
      scope: 'openid profile',
      parameters: { kc_idp_hint: 'corp' },
      region: 'us-east-1',
    });
  });

  test('names the endpoints of a local Amazon S3 and a local issuer', () => {
    const local = {
      s3Endpoint: 'http://127.0.0.1:4566',
      issuerEndpoint: 'http://127.0.0.1:4567/realms/people',
    };
    const { body } = get('/portal/config.json', {}, siteOf(PORTAL, local));
    expect(JSON.parse(String(body))).toMatchObject({ issuer: PORTAL.issuer, ...local });
  });
});

describe.each(['/', '/portal/config.json'])('GET %s', (path) => {
  const first = get(path, GZIP);
  const etag = String(first.headers?.etag);

  test('is asked for again each time, and sent only if it changed', () => {
    expect(first).toMatchObject({ statusCode: 200, headers: { 'cache-control': 'no-cache' } });
    for (const known of [etag, `"x", ${etag}`]) {
      const again = get(path, { ...GZIP, 'if-none-match': known });
      expect(again.statusCode).toBe(304);
      expect(again.body).toBeUndefined();
      expect(again.headers).toMatchObject({ etag, 'cache-control': 'no-cache' });
    }
    expect(get(path, { ...GZIP, 'if-none-match': '"x"' }).statusCode).toBe(200);
  });

  test('is sent again if only the Content-Security-Policy changed', () => {
    const moved = siteOf({ ...PORTAL, grantRegions: [] });
    expect(get(path, { ...GZIP, 'if-none-match': etag }, moved).statusCode).toBe(200);
  });
});

describe('the security headers', () => {
  const policyOf = (from: PortalSite) =>
    String(get('/', GZIP, from).headers?.['content-security-policy']);

  test('are on every answer', () => {
    const answers = [
      get('/', GZIP),
      get('/', { 'if-none-match': String(get('/').headers?.etag) }),
      get('/portal/app-1A2B.js'),
      get('/portal/config.json'),
      get('/portal/app-OLD.js'),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 304, 200, 200, 404]);
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        'content-security-policy': policyOf(site),
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'permissions-policy': expect.stringContaining('geolocation=()'),
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=31536000',
        'x-content-type-options': 'nosniff',
      });
    }
  });

  test('let the page connect only to its API, the issuer and Amazon S3 in the Regions of the grants', () => {
    expect(policyOf(site).split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data: blob:",
      "font-src 'self'",
      [
        "connect-src 'self'",
        'https://issuer.example.com',
        'https://token.example.com:8443',
        'https://s3.us-east-1.amazonaws.com',
        'https://*.s3.us-east-1.amazonaws.com',
        'https://s3.cn-north-1.amazonaws.com.cn',
        'https://*.s3.cn-north-1.amazonaws.com.cn',
        'https://s3.eu-central-1.amazonaws.com',
        'https://*.s3.eu-central-1.amazonaws.com',
      ].join(' '),
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
  });

  test('name a local Amazon S3 and a local issuer in place of the real ones', () => {
    const local = {
      s3Endpoint: 'https://s3.localhost:4566/',
      issuerEndpoint: 'http://127.0.0.1:4567/realms/people',
    };
    const policy = policyOf(siteOf(PORTAL, local));
    expect(policy).toContain("'self' http://127.0.0.1:4567 https://token.example.com:8443 ");
    expect(policy).toContain('https://s3.localhost:4566 https://*.s3.localhost:4566;');
    expect(policy).not.toContain('amazonaws.com');
    expect(policy).not.toContain('issuer.example.com');
  });
});
