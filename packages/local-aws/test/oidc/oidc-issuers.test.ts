import { createPublicKey, verify } from 'node:crypto';
import type { OidcIssuer } from '../../src/oidc/oidc-issuer.ts';
import { OidcIssuers } from '../../src/oidc/oidc-issuers.ts';

const ISSUER = 'https://id.example.com';
const SECONDS = 1_800_000_000;

let issuers: OidcIssuers;
let issuer: OidcIssuer;

beforeAll(async () => {
  issuers = new OidcIssuers({ now: () => new Date(SECONDS * 1_000 + 999) });
  issuer = await issuers.issuer(ISSUER);
});

afterAll(() => issuers.close());

interface Documents {
  readonly issuer: string;
  readonly jwks_uri: string;
  readonly keys: readonly Record<string, string>[];
}

async function documentOf(of: OidcIssuer, path: string) {
  const response = await fetch(of.loopbackUrl(`${of.issuer.replace(/\/$/, '')}${path}`));
  return { status: response.status, body: (await response.json()) as Documents };
}

async function keysOf(of: OidcIssuer): Promise<Documents['keys']> {
  return (await documentOf(of, '/.well-known/jwks.json')).body.keys;
}

function decode(token: string) {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const parse = (segment: string) => JSON.parse(Buffer.from(segment, 'base64url').toString());
  return {
    header: parse(header),
    claims: parse(claims),
    input: Buffer.from(`${header}.${claims}`),
    signature: Buffer.from(signature, 'base64url'),
  };
}

describe('the registry', () => {
  test('returns the same issuer for the same URL, also for concurrent calls', async () => {
    const url = 'https://same.example.com';
    const [first, second] = await Promise.all([issuers.issuer(url), issuers.issuer(url)]);
    expect([second, await issuers.issuer(url)]).toEqual([first, first]);
    expect(second).toBe(first);
  });

  test('returns another issuer for the URL with a slash at its end', async () => {
    const other = await issuers.issuer(`${ISSUER}/`);
    expect(other).not.toBe(issuer);
    expect(other.issuer).toBe(`${ISSUER}/`);
  });

  test.each([
    ['http', 'http://id.example.com'],
    ['no URL', 'id.example.com'],
    ['an empty string', ''],
    ['a query', 'https://id.example.com?a=b'],
    ['an empty query', 'https://id.example.com?'],
    ['a fragment', 'https://id.example.com#a'],
    ['a user', 'https://ada@id.example.com'],
    ['a password', 'https://ada:secret@id.example.com'],
    ['a host in upper case', 'https://ID.example.com'],
    ['port 443', 'https://id.example.com:443'],
    ['a path with dots', 'https://id.example.com/a/../b'],
    ['a space', ' https://id.example.com'],
  ])('refuses an issuer with %s', async (_name, url) => {
    await expect(issuers.issuer(url)).rejects.toThrow(RangeError);
  });

  test('maps a URL of the issuer to this machine, and refuses URLs of others', async () => {
    expect(await issuers.loopbackUrl(ISSUER, `${ISSUER}/a/b?c=d`)).toBe(
      `${issuer.localUrl}a/b?c=d`,
    );
    for (const url of ['https://evil.example.com/a', 'http://id.example.com/a', 'a']) {
      await expect(issuers.loopbackUrl(ISSUER, url)).rejects.toThrow(RangeError);
    }
  });

  test('stops its servers when it is closed', async () => {
    const closing = new OidcIssuers({ now: () => new Date() });
    const { localUrl } = await closing.issuer(ISSUER);
    await closing.close();
    await expect(fetch(localUrl)).rejects.toThrow();
  });
});

describe('the discovery document', () => {
  test('has what OpenID Connect Discovery requires, under the https URL', async () => {
    const { status, body } = await documentOf(issuer, '/.well-known/openid-configuration');
    expect(status).toBe(200);
    expect(body).toEqual({
      issuer: ISSUER,
      authorization_endpoint: `${ISSUER}/authorize`,
      token_endpoint: `${ISSUER}/token`,
      jwks_uri: `${ISSUER}/.well-known/jwks.json`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256', 'RS384', 'RS512'],
    });
  });

  test.each(['https://id.example.com/tenant', 'https://id.example.com/tenant/'])(
    'of %s is below its path, with one slash',
    async (url) => {
      const tenant = await issuers.issuer(url);
      const { body } = await documentOf(tenant, '/.well-known/openid-configuration');
      expect(body.issuer).toBe(url);
      expect(body.jwks_uri).toBe('https://id.example.com/tenant/.well-known/jwks.json');
      expect(await keysOf(tenant)).toHaveLength(1);
    },
  );

  test.each(['/authorize', '/', '/.well-known/openid-configuration?a=b'])(
    'is not at %s',
    async (path) => {
      expect((await documentOf(issuer, path)).status).toBe(404);
    },
  );

  test('cannot be written', async () => {
    const url = issuer.loopbackUrl(`${ISSUER}/.well-known/openid-configuration`);
    expect((await fetch(url, { method: 'POST' })).status).toBe(404);
  });
});

describe('a token', () => {
  test('has exactly the given claims, and a header of three members', async () => {
    const [key] = await keysOf(issuer);
    const { header, claims } = decode(await issuer.sign({ sub: 'alice', n: [1] }));
    expect(header).toEqual({ alg: 'RS256', typ: 'JWT', kid: key?.kid });
    expect(claims).toEqual({ sub: 'alice', n: [1] });
  });

  test.each([
    ['RS256', 'sha256'],
    ['RS384', 'sha384'],
    ['RS512', 'sha512'],
  ])('signed with %s verifies with the key that the issuer publishes', async (alg, digest) => {
    const [key = {}] = await keysOf(issuer);
    expect(Object.keys(key).sort()).toEqual(['e', 'kid', 'kty', 'n', 'use']);
    const { input, signature } = decode(await issuer.sign({}, { alg }));
    const publicKey = createPublicKey({ key, format: 'jwk' });
    expect(publicKey.asymmetricKeyDetails?.modulusLength).toBe(2_048);
    expect(verify(digest, input, publicKey, signature)).toBe(true);
  });

  test('has the given header', async () => {
    const { header } = decode(await issuer.sign({}, { kid: 'another', typ: 'at+jwt' }));
    expect(header).toEqual({ alg: 'RS256', typ: 'at+jwt', kid: 'another' });
  });

  test('with a lifetime has iss, iat and exp in whole seconds of the clock', async () => {
    const { claims } = decode(await issuer.token({ sub: 'alice' }, { lifetimeSeconds: 60 }));
    expect(claims).toEqual({ iss: ISSUER, iat: SECONDS, exp: SECONDS + 60, sub: 'alice' });
  });

  test('keeps a given iss, iat or exp', async () => {
    const given = { iss: 'https://another.example.com', iat: 1, exp: 2 };
    expect(decode(await issuer.token(given, { lifetimeSeconds: 60 })).claims).toEqual(given);
  });
});

test('after a rotation, a new key signs, and the set has this key and the previous one', async () => {
  const rotating = await issuers.issuer('https://rotating.example.com');
  const kidOf = async () => decode(await rotating.sign({})).header.kid;
  const first = await kidOf();
  await rotating.rotateKeys();
  const second = await kidOf();
  expect((await keysOf(rotating)).map(({ kid }) => kid)).toEqual([second, first]);
  await rotating.rotateKeys();
  const third = await kidOf();
  expect((await keysOf(rotating)).map(({ kid }) => kid)).toEqual([third, second]);
  expect(new Set([first, second, third]).size).toBe(3);
});
