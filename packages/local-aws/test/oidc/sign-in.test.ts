import { once } from 'node:events';
import { request } from 'node:http';
import * as openid from 'openid-client';
import type { OidcIssuer } from '../../src/oidc/oidc-issuer.ts';
import { OidcIssuers } from '../../src/oidc/oidc-issuers.ts';

/** The redirect URI of the client, on one of the ports of this machine. */
const REDIRECT = 'http://127.0.0.1:43210/callback';

let time = Date.parse('2026-11-28T12:00:00Z');
let issuers: OidcIssuers;
let issuer: OidcIssuer;
let config: openid.Configuration;

beforeAll(async () => {
  issuers = new OidcIssuers({ now: () => new Date(time) });
  issuer = await issuers.issuer('https://id.example.com/tenant');
  issuer.allowSignIn({
    people: [
      { name: 'alice', claims: { sub: 'alice', groups: ['analysts'] } },
      { name: 'bob <b>', claims: { sub: 'bob' } },
    ],
    clients: [
      {
        clientId: 'cli',
        audience: 'federation-broker',
        scopes: ['federation-broker/call'],
        redirectUris: ['http://127.0.0.1/callback', 'https://app.example.com/'],
      },
      { clientId: 'other', audience: 'other', scopes: [], redirectUris: [REDIRECT] },
    ],
  });
  config = await configOf('cli');
});

beforeEach(() => {
  time = Date.now();
});

afterAll(() => issuers.close());

/** The endpoints of the issuer, which openid-client reads from its discovery document. */
async function configOf(clientId: string): Promise<openid.Configuration> {
  const document = issuer.loopbackUrl(`${issuer.issuer}/.well-known/openid-configuration`);
  const metadata = (await (await fetch(document)).json()) as openid.ServerMetadata;
  const made = new openid.Configuration(metadata, clientId, undefined, openid.None());
  openid.allowInsecureRequests(made);
  return made;
}

interface Attempt {
  readonly url: URL;
  readonly checks: openid.AuthorizationCodeGrantChecks;
}

async function attempt(parameters: Readonly<Record<string, string>> = {}): Promise<Attempt> {
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [openid.randomState(), openid.randomNonce()];
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT,
    scope: 'openid',
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    ...parameters,
  });
  return { url, checks: { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true } };
}

/** Presses a button of the sign-in page. */
function choose(url: URL, person: string, more: Readonly<Record<string, string>> = {}) {
  const body = new URLSearchParams({ ...more, person });
  return fetch(url, { method: 'POST', body, redirect: 'manual' });
}

function destination(response: Response): URL {
  return new URL(response.headers.get('location') ?? 'about:blank');
}

async function signIn(parameters?: Readonly<Record<string, string>>) {
  const { url, checks } = await attempt(parameters);
  return openid.authorizationCodeGrant(config, destination(await choose(url, 'alice')), checks);
}

function claimsIn(token = ''): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

describe('a person who signs in with a browser', () => {
  test('sees everybody who can sign in, with their names as text', async () => {
    const page = await (await fetch((await attempt()).url)).text();
    expect(page).toContain('Sign in as alice</button>');
    expect(page).toContain('Sign in as bob &#60;b&#62;</button>');
  });

  test('gets an ID token for the client and an access token for its audience, both with the claims', async () => {
    const tokens = await signIn({ scope: 'openid profile federation-broker/call' });
    const common = { iss: issuer.issuer, sub: 'alice', groups: ['analysts'] };
    expect(claimsIn(tokens.id_token)).toMatchObject({ ...common, aud: 'cli' });
    expect(claimsIn(tokens.access_token)).toMatchObject({
      ...common,
      aud: 'federation-broker',
      client_id: 'cli',
      scope: 'openid profile federation-broker/call',
    });
    expect(tokens.refresh_token).toBeUndefined();
  });

  test('comes back with access_denied after pressing Refuse', async () => {
    const { url, checks } = await attempt();
    const back = destination(await choose(url, ''));
    await expect(openid.authorizationCodeGrant(config, back, checks)).rejects.toMatchObject({
      error: 'access_denied',
    });
  });

  test('is known to the next request with prompt=none, until signing out', async () => {
    const silently = async (cookie: string) => {
      const { url } = await attempt({ prompt: 'none' });
      return destination(await fetch(url, { redirect: 'manual', headers: { cookie } }))
        .searchParams;
    };
    const response = await choose((await attempt()).url, 'alice');
    const [cookie = '', ...attributes] = (response.headers.get('set-cookie') ?? '').split('; ');
    expect(attributes).toEqual(['Path=/', 'HttpOnly', 'SameSite=Lax']);
    expect(cookie).toMatch(/^local-sign-in-\d+=[\w-]{43}$/);
    expect((await silently('')).get('error')).toBe('login_required');
    expect((await silently(cookie)).get('code')).not.toBeNull();
    const parameters = { post_logout_redirect_uri: 'https://app.example.com/', state: 's' };
    const end = openid.buildEndSessionUrl(config, parameters);
    const left = destination(await fetch(end, { redirect: 'manual', headers: { cookie } }));
    expect(left.href).toBe('https://app.example.com/?state=s');
    expect((await silently(cookie)).get('error')).toBe('login_required');
  });

  test('comes back after signing out only to a URL of the client that the request names', async () => {
    const { id_token = '' } = await signIn();
    const post_logout_redirect_uri = 'https://app.example.com/';
    const end = async (parameters: Readonly<Record<string, string>>) => {
      const url = new URL(String(config.serverMetadata().end_session_endpoint));
      url.search = new URLSearchParams({ post_logout_redirect_uri, ...parameters }).toString();
      return (await fetch(url, { redirect: 'manual' })).status;
    };
    expect({
      hint: await end({ id_token_hint: id_token }),
      id: await end({ client_id: 'cli' }),
      both: await end({ client_id: 'cli', id_token_hint: id_token }),
      neither: await end({}),
      other: await end({ client_id: 'other' }),
      contradiction: await end({ client_id: 'other', id_token_hint: id_token }),
      'no token': await end({ client_id: 'cli', id_token_hint: 'a.b' }),
      elsewhere: await end({
        client_id: 'cli',
        post_logout_redirect_uri: 'https://app.example.com/more',
      }),
    }).toEqual({
      hint: 303,
      id: 303,
      both: 303,
      neither: 400,
      other: 400,
      contradiction: 400,
      'no token': 400,
      elsewhere: 400,
    });
  });

  test('may use a page of another origin, which reads documents and tokens, but no sign-in page', async () => {
    const { url } = await attempt();
    const { token_endpoint = '', jwks_uri = '' } = config.serverMetadata();
    const origin = 'https://app.example.com';
    const allowed = async (target: string, init: RequestInit = {}) =>
      (await fetch(target, { ...init, headers: { origin } })).headers.get(
        'access-control-allow-origin',
      );
    expect([
      await allowed(issuer.loopbackUrl(`${issuer.issuer}/.well-known/openid-configuration`)),
      await allowed(issuer.loopbackUrl(jwks_uri)),
      await allowed(token_endpoint, { method: 'POST', body: new URLSearchParams() }),
      await allowed(url.href),
    ]).toEqual(['*', '*', '*', null]);
  });

  test.each([
    ['http://127.0.0.1', 400],
    ['https://evil.example.com', 400],
    ['null', 400],
    ['', 303],
  ])('is not signed in by a form of another page: %s', async (origin, status) => {
    const { url } = await attempt();
    const body = new URLSearchParams({ person: 'alice' });
    const headers = { origin: origin || url.origin };
    const response = await fetch(url, { method: 'POST', body, headers, redirect: 'manual' });
    expect([response.status, response.headers.has('set-cookie')]).toEqual([status, status === 303]);
  });

  test.each(['evil.example.com:80', '127.0.0.1.evil.example.com:80', '192.0.2.1:80'])(
    'gets nothing from the address %s, which is not of this machine',
    async (host) => {
      const { url } = await attempt();
      const sent = request(url, { headers: { host } }).end();
      const [response] = await once(sent, 'response');
      response.resume();
      expect(response.statusCode).toBe(400);
    },
  );
});

describe('a code', () => {
  test('works once, for a minute, with its verifier, client and redirect URI', async () => {
    const faults: Readonly<Record<string, (sent: URLSearchParams) => void>> = {
      'another verifier': (sent) => sent.set('code_verifier', openid.randomPKCECodeVerifier()),
      'no verifier': (sent) => sent.delete('code_verifier'),
      'another client': (sent) => sent.set('client_id', 'other'),
      'another redirect URI': (sent) => sent.set('redirect_uri', 'https://app.example.com/'),
      'a minute later': () => {
        time += 60_000;
      },
      'no fault': () => undefined,
    };
    const outcomes: Record<string, number> = {};
    const send = (body: URLSearchParams) =>
      fetch(String(config.serverMetadata().token_endpoint), { method: 'POST', body });
    for (const [name, spoil] of Object.entries(faults)) {
      const { url, checks } = await attempt();
      const sent = new URLSearchParams({
        grant_type: 'authorization_code',
        code: destination(await choose(url, 'alice')).searchParams.get('code') ?? '',
        client_id: 'cli',
        redirect_uri: REDIRECT,
        code_verifier: checks.pkceCodeVerifier ?? '',
      });
      spoil(sent);
      outcomes[name] = (await send(sent)).status;
      outcomes[`${name}, again`] = (await send(sent)).status;
    }
    const { 'no fault': good, ...others } = outcomes;
    expect(good).toBe(200);
    expect(new Set(Object.values(others))).toEqual(new Set([400]));
  });
});

describe('the sign-in page refuses', () => {
  test.each([
    ['an unknown client', { client_id: 'nobody' }],
    ['an unknown redirect URI', { redirect_uri: 'https://evil.example.com/' }],
    ['a redirect URI that only begins like a known one', { redirect_uri: `${REDIRECT}/more` }],
    ['a port where none was registered', { redirect_uri: 'https://app.example.com:8443/' }],
    ['a user before the host', { redirect_uri: 'http://a@127.0.0.1:43210/callback' }],
    ['another form of the host', { redirect_uri: 'http://127.1:43210/callback' }],
    [
      'another port than the registered one',
      { client_id: 'other', redirect_uri: 'http://127.0.0.1:43211/callback' },
    ],
  ])('%s, and stays where it is', async (_name, parameters) => {
    const response = await choose((await attempt(parameters)).url, 'alice');
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
  });

  test('a repeated parameter, and stays where it is', async () => {
    const { url } = await attempt();
    url.searchParams.append('redirect_uri', 'https://app.example.com/');
    expect((await choose(url, 'alice')).status).toBe(400);
  });

  test.each([
    ['another flow', { response_type: 'token' }, 'unsupported_response_type'],
    ['PKCE without S256', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a short challenge', { code_challenge: 'short' }, 'invalid_request'],
    ['a scope of another client', { scope: 'openid admin' }, 'invalid_scope'],
    ['a request object', { request: 'e30.e30.' }, 'request_not_supported'],
    ['another response mode', { response_mode: 'fragment' }, 'invalid_request'],
    ['none beside another prompt', { prompt: 'none login' }, 'invalid_request'],
    ['a scope without openid', { scope: 'federation-broker/call' }, 'invalid_scope'],
  ])('%s, and tells the client', async (_name, parameters, error) => {
    const back = destination(await choose((await attempt(parameters)).url, 'alice'));
    expect(back.searchParams.get('error')).toBe(error);
    expect(back.searchParams.get('code')).toBeNull();
  });
});

describe('a refresh token', () => {
  const scope = 'openid offline_access';

  test('works once, and gives the next one', async () => {
    const { refresh_token: first = '' } = await signIn({ scope });
    const { refresh_token: second = '' } = await openid.refreshTokenGrant(config, first);
    await expect(openid.refreshTokenGrant(config, first)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    const tokens = await openid.refreshTokenGrant(config, second);
    expect(claimsIn(tokens.access_token)).toMatchObject({ sub: 'alice' });
  });

  test('does not work for another client, or after it was revoked', async () => {
    const { refresh_token: taken = '' } = await signIn({ scope });
    const refused = { error: 'invalid_grant' };
    await expect(openid.refreshTokenGrant(await configOf('other'), taken)).rejects.toMatchObject(
      refused,
    );
    const { refresh_token: revoked = '' } = await signIn({ scope });
    await openid.tokenRevocation(config, revoked);
    await expect(openid.refreshTokenGrant(config, revoked)).rejects.toMatchObject(refused);
  });
});

describe('a device', () => {
  const start = () => openid.initiateDeviceAuthorization(config, { scope: 'openid' });

  test('gets tokens after a person has signed in with its code', async () => {
    const device = await start();
    expect(device.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    const page = new URL(device.verification_uri);
    expect(await (await fetch(page)).text()).toContain('user_code');
    const waiting = openid.pollDeviceAuthorizationGrant(config, device);
    await choose(page, 'alice', { user_code: device.user_code.toLowerCase() });
    expect(claimsIn((await waiting).access_token)).toMatchObject({ sub: 'alice' });
    expect((await choose(page, 'alice', { user_code: device.user_code })).status).toBe(400);
  });

  test.each([
    [
      'the person refuses',
      async (page: URL, code: string) => {
        await choose(page, '', { user_code: code });
      },
      'access_denied',
    ],
    [
      'ten minutes have passed',
      async () => {
        time += 600_000;
      },
      'expired_token',
    ],
  ] as const)('gets none if %s', async (_name, happen, error) => {
    const device = await start();
    await happen(new URL(device.verification_uri), device.user_code);
    await expect(openid.pollDeviceAuthorizationGrant(config, device)).rejects.toMatchObject({
      error,
    });
  });
});
