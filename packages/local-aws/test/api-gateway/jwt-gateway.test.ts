import { request as httpRequest } from 'node:http';
import type { Stack } from '../../src/cloudformation/stack.ts';
import type { OidcIssuer } from '../../src/oidc/oidc-issuer.ts';
import { type LocalAws, startLocalAws } from '../../src/start.ts';
import { deploySample, set } from '../fixtures/sample-stack.ts';
import { type CallerCredentials, signedFetch } from '../fixtures/signed-fetch.ts';

const ISSUER = 'https://id.example.com';
const ACCESS_LOG = '/aws/vendedlogs/sample';
const MAX_HEADER_BYTES = 10_240;

let aws: LocalAws;
let stack: Stack;
let url: string;
let issuer: OidcIssuer;
let time: number;
const warnings: string[] = [];

beforeAll(async () => {
  time = Date.now();
  aws = await startLocalAws({
    clock: { now: () => new Date(time) },
    onWarning: (message) => warnings.push(message),
  });
  stack = await deploySample(
    aws,
    set('Stage', {
      AccessLogSettings: {
        DestinationArn: { 'Fn::GetAtt': ['AccessLog', 'Arn'] },
        Format:
          '{"status":"$context.status","sub":"$context.authorizer.claims.sub","groups":"$context.authorizer.claims.groups","why":"$context.authorizer.error","user":"$context.identity.userArn"}',
      },
    }),
  );
  url = String(stack.outputs.Url);
  issuer = await aws.oidc.issuer(ISSUER);
});

beforeEach(() => {
  // Refills the throttle's bucket.
  time += 20_000;
});

afterAll(async () => {
  await aws.close();
  expect(warnings).toEqual([]);
});

function token(claims = {}): Promise<string> {
  return issuer.token(
    { sub: 'alice', aud: 'sample', scope: 'claims.read', ...claims },
    { lifetimeSeconds: 600 },
  );
}

/** Sends the headers unchanged, also repeated ones. */
function send(rawHeaders: readonly string[], path = '/claims/event') {
  return new Promise<{ status: number; challenge: string; body: string }>((resolve, reject) => {
    const headers = ['Host', new URL(url).host, ...rawHeaders];
    const outgoing = httpRequest(`${url}${path}`, { headers, agent: false }, async (response) => {
      const body = Buffer.concat(await response.toArray()).toString();
      const challenge = String(response.headers['www-authenticate'] ?? '');
      resolve({ status: response.statusCode ?? 0, challenge, body });
    });
    outgoing.on('error', reject).end();
  });
}

function lastLogged(): Record<string, string> {
  return JSON.parse(aws.logs.events(ACCESS_LOG).at(-1)?.message ?? '{}');
}

describe('a valid token', () => {
  test.each(['', 'Bearer '])(
    'with the prefix "%s" reaches the function unchanged',
    async (prefix) => {
      const sent = `${prefix}${await token()}`;
      const { status, body } = await send(['Authorization', sent]);
      expect(status).toBe(200);
      expect(JSON.parse(body).headers.authorization).toBe(sent);
    },
  );

  test('is passed on in payload format 2.0, with its claims as strings', async () => {
    const iat = Math.floor(time / 1_000);
    const sent = await token({ groups: ['a', 'b c'], email_verified: true, nickname: null });
    const { requestContext } = JSON.parse((await send(['Authorization', sent])).body);
    expect(requestContext.authorizer).toEqual({
      jwt: {
        claims: {
          iss: ISSUER,
          sub: 'alice',
          aud: 'sample',
          scope: 'claims.read',
          iat: String(iat),
          exp: String(iat + 600),
          groups: '[a b c]',
          email_verified: 'true',
        },
        scopes: ['claims.read'],
      },
    });
  });

  test('is in the access log only with its claims', async () => {
    const sent = await token({ groups: ['a', 'b'] });
    await send(['Authorization', sent]);
    expect(lastLogged()).toEqual({
      status: '200',
      sub: 'alice',
      groups: '[a b]',
      why: '-',
      user: '-',
    });
  });

  test('of a new key is accepted at once, and a token of the previous key still is', async () => {
    const before = await token();
    await issuer.rotateKeys();
    const after = await token();
    expect((await send(['Authorization', after])).status).toBe(200);
    expect((await send(['Authorization', before])).status).toBe(200);
  });
});

describe('a refused request', () => {
  test('without a token is answered 401 with a bare challenge', async () => {
    expect(await send([])).toEqual({
      status: 401,
      challenge: 'Bearer',
      body: '{"message":"Unauthorized"}',
    });
    expect(lastLogged()).toMatchObject({
      status: '401',
      sub: '-',
      why: 'the request has no token',
    });
  });

  test('with an expired token is answered 401 with the reason', async () => {
    const sent = await token();
    time += 601_000;
    const { status, challenge, body } = await send(['Authorization', sent]);
    expect({ status, body }).toEqual({ status: 401, body: '{"message":"Unauthorized"}' });
    expect(challenge).toBe(
      'Bearer scope="" error="invalid_token" error_description="the token has expired"',
    );
    expect(lastLogged()).toMatchObject({ status: '401', sub: '-', why: 'the token has expired' });
  });

  test('without a scope of the route is answered 403', async () => {
    const { status, body } = await send(['Authorization', await token({ scope: 'openid' })]);
    expect({ status, body }).toEqual({ status: 403, body: '{"message":"Forbidden"}' });
  });

  test('with a token of an issuer that no authorizer names is answered 401', async () => {
    const another = await aws.oidc.issuer('https://another.example.com');
    const sent = await another.token(
      { iss: ISSUER, aud: 'sample', scope: 'claims.read' },
      { lifetimeSeconds: 600 },
    );
    expect((await send(['Authorization', sent])).status).toBe(401);
  });

  test('with two Authorization headers is answered 401, even if one is valid', async () => {
    const valid = await token();
    for (const second of [valid, await token({ sub: 'bob' }), 'Bearer x', '']) {
      expect((await send(['Authorization', valid, 'authorization', second])).status).toBe(401);
      expect((await send(['authorization', second, 'Authorization', valid])).status).toBe(401);
    }
  });

  test('with a token only in the query or a cookie is answered 401', async () => {
    const valid = await token();
    const path = `/claims/event?access_token=${valid}&Authorization=${valid}`;
    expect((await send(['Cookie', `Authorization=${valid}`], path)).status).toBe(401);
  });

  test('with a valid token beyond 10,240 bytes is answered 431', async () => {
    const sent = await token({ groups: 'x'.repeat(MAX_HEADER_BYTES) });
    expect((await send(['Authorization', sent])).status).toBe(431);
  });
});

describe('a route has one authorizer', () => {
  let caller: CallerCredentials;

  beforeAll(() => {
    const user = aws.identities.users.create({ userName: 'caller' });
    user.policies.attach(String(stack.outputs.CallerPolicyArn));
    caller = user.accessKeys.create();
  });

  test('a signature does not open a JWT route', async () => {
    const signingDate = new Date(time);
    const answers = [
      await signedFetch(`${url}/claims/event`, caller, { signingDate }),
      await signedFetch(`${url}/things/event`, caller, { signingDate }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 200]);
  });

  test('a token does not open an IAM route', async () => {
    expect((await send(['Authorization', await token()], '/things/event')).status).toBe(403);
  });
});
