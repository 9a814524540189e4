import { startAuthorizer, type TestAuthorizer } from './jwt-authorizer-fixture.ts';
import {
  AUDIENCE,
  ISSUER,
  NOW,
  signed,
  validClaims,
  validHeader,
  withClaims,
} from './token-forge.ts';

const WRONG_ISSUER = '401 the token does not have the issuer of the authorizer';
const WRONG_AUDIENCE = '401 the token does not have a valid audience';
const EXPIRED = '401 the token has expired';
const EARLY = '401 the token is not valid yet';
const NO_SCOPE = '403 the token has none of the scopes of the route';
const ACCEPTED = 'accepted';

type Case = readonly [property: string, claims: object, outcome: string];

let authorizer: TestAuthorizer;

beforeAll(async () => {
  authorizer = await startAuthorizer();
});

afterAll(() => authorizer.close());

const issuers: readonly Case[] = [
  ['accepts the issuer', { iss: ISSUER }, ACCEPTED],
  ['refuses a missing iss', { iss: undefined }, WRONG_ISSUER],
  ['refuses another issuer', { iss: 'https://evil.example.com/tenant' }, WRONG_ISSUER],
  ['refuses the issuer in another case', { iss: ISSUER.toUpperCase() }, WRONG_ISSUER],
  [
    'refuses the issuer’s host in another case',
    { iss: 'https://ID.example.com/tenant' },
    WRONG_ISSUER,
  ],
  ['refuses the issuer with a slash at its end', { iss: `${ISSUER}/` }, WRONG_ISSUER],
  ['refuses the issuer over http', { iss: ISSUER.replace('https', 'http') }, WRONG_ISSUER],
  ['refuses a prefix of the issuer', { iss: 'https://id.example.com' }, WRONG_ISSUER],
  ['refuses a URL that begins with the issuer', { iss: `${ISSUER}-of-evil` }, WRONG_ISSUER],
  ['refuses the issuer with port 443', { iss: 'https://id.example.com:443/tenant' }, WRONG_ISSUER],
  ['refuses the issuer with a fragment', { iss: `${ISSUER}#` }, WRONG_ISSUER],
  ['refuses the issuer with a space', { iss: ` ${ISSUER}` }, WRONG_ISSUER],
  ['refuses a list with the issuer', { iss: [ISSUER] }, WRONG_ISSUER],
  ['refuses an iss that is an object', { iss: { toString: ISSUER } }, WRONG_ISSUER],
  ['refuses iss null', { iss: null }, WRONG_ISSUER],
  ['refuses an empty iss', { iss: '' }, WRONG_ISSUER],
  [
    'refuses a token that has only ISS in upper case',
    { iss: undefined, ISS: ISSUER },
    WRONG_ISSUER,
  ],
];

const audiences: readonly Case[] = [
  ['accepts the audience', { aud: AUDIENCE }, ACCEPTED],
  ['accepts another audience of the authorizer', { aud: 'https://api.example.com' }, ACCEPTED],
  ['accepts a list with only the audience', { aud: [AUDIENCE] }, ACCEPTED],
  ['accepts a list with the audience among others', { aud: ['another', AUDIENCE] }, ACCEPTED],
  ['accepts client_id if aud is absent', { aud: undefined, client_id: AUDIENCE }, ACCEPTED],
  ['accepts aud with another client_id', { client_id: 'another' }, ACCEPTED],
  ['refuses a missing aud', { aud: undefined }, WRONG_AUDIENCE],
  ['refuses another audience', { aud: 'another' }, WRONG_AUDIENCE],
  ['refuses a list without the audience', { aud: ['another', 'third'] }, WRONG_AUDIENCE],
  ['refuses an empty list', { aud: [] }, WRONG_AUDIENCE],
  [
    'refuses an empty list, even if client_id matches',
    { aud: [], client_id: AUDIENCE },
    WRONG_AUDIENCE,
  ],
  [
    'refuses another aud, even if client_id matches',
    { aud: 'another', client_id: AUDIENCE },
    WRONG_AUDIENCE,
  ],
  [
    'refuses aud null, even if client_id matches',
    { aud: null, client_id: AUDIENCE },
    WRONG_AUDIENCE,
  ],
  [
    'refuses an empty aud, even if client_id matches',
    { aud: '', client_id: AUDIENCE },
    WRONG_AUDIENCE,
  ],
  ['refuses another client_id', { aud: undefined, client_id: 'another' }, WRONG_AUDIENCE],
  ['refuses a client_id that is a list', { aud: undefined, client_id: [AUDIENCE] }, WRONG_AUDIENCE],
  ['refuses client_id null', { aud: undefined, client_id: null }, WRONG_AUDIENCE],
  ['refuses azp in place of client_id', { aud: undefined, azp: AUDIENCE }, WRONG_AUDIENCE],
  ['refuses a part of the audience', { aud: AUDIENCE.slice(1) }, WRONG_AUDIENCE],
  ['refuses a string that contains the audience', { aud: `${AUDIENCE}-2` }, WRONG_AUDIENCE],
  ['refuses the audience in another case', { aud: 'Broker' }, WRONG_AUDIENCE],
  ['refuses the audience with a space', { aud: `${AUDIENCE} ` }, WRONG_AUDIENCE],
  ['refuses audiences in one string', { aud: `another ${AUDIENCE}` }, WRONG_AUDIENCE],
  ['refuses an audience that is a number', { aud: 7 }, WRONG_AUDIENCE],
  ['refuses an audience that is an object', { aud: { [AUDIENCE]: true } }, WRONG_AUDIENCE],
  ['refuses a list in a list', { aud: [[AUDIENCE]] }, WRONG_AUDIENCE],
  ['refuses a list that also has a number', { aud: [AUDIENCE, 7] }, WRONG_AUDIENCE],
  ['refuses a list that also has null', { aud: [null, AUDIENCE] }, WRONG_AUDIENCE],
];

const notATime = (name: string) => `401 the token has an ${name} that is not a time`;

const times: readonly Case[] = [
  ['accepts an exp a second from now', { exp: NOW + 1 }, ACCEPTED],
  ['accepts an exp half a second from now', { exp: NOW + 0.5 }, ACCEPTED],
  ['accepts an exp in a thousand years', { exp: NOW + 31_556_952_000 }, ACCEPTED],
  ['accepts an exp beyond the safe integers', { exp: 1e300 }, ACCEPTED],
  ['refuses an exp that is now', { exp: NOW }, EXPIRED],
  ['refuses an exp a second ago', { exp: NOW - 1 }, EXPIRED],
  ['refuses a missing exp', { exp: undefined }, EXPIRED],
  ['refuses an exp of zero', { exp: 0 }, EXPIRED],
  ['refuses a negative exp', { exp: -(NOW + 3_600) }, EXPIRED],
  ['refuses an exp that is a string', { exp: String(NOW + 3_600) }, notATime('exp')],
  ['refuses an exp that is a date', { exp: '2099-01-01T00:00:00Z' }, notATime('exp')],
  ['refuses exp null', { exp: null }, notATime('exp')],
  ['refuses exp true', { exp: true }, notATime('exp')],
  ['refuses an exp that is a list', { exp: [NOW + 3_600] }, notATime('exp')],
  ['refuses an exp that is an object', { exp: {} }, notATime('exp')],
  ['accepts an nbf in the past', { nbf: NOW - 1 }, ACCEPTED],
  ['accepts an nbf that is now', { nbf: NOW }, ACCEPTED],
  ['accepts a negative nbf', { nbf: -1 }, ACCEPTED],
  ['refuses an nbf a second from now', { nbf: NOW + 1 }, EARLY],
  ['refuses an nbf half a second from now', { nbf: NOW + 0.5 }, EARLY],
  ['refuses an nbf that is a string', { nbf: String(NOW - 1) }, notATime('nbf')],
  ['refuses nbf null', { nbf: null }, notATime('nbf')],
  ['refuses nbf false', { nbf: false }, notATime('nbf')],
  ['accepts a missing iat', { iat: undefined }, ACCEPTED],
  ['accepts an iat that is now', { iat: NOW }, ACCEPTED],
  ['refuses an iat a second from now', { iat: NOW + 1 }, EARLY],
  ['refuses an iat in milliseconds', { iat: NOW * 1_000 }, EARLY],
  ['refuses an iat that is a string', { iat: String(NOW - 1) }, notATime('iat')],
  ['refuses iat null', { iat: null }, notATime('iat')],
];

test.each([...issuers, ...audiences, ...times])('%s', async (_property, claims, outcome) => {
  expect(await authorizer.outcome(withClaims({ ...claims }))).toBe(outcome);
});

test.each([
  ['1e999', '1e999', notATime('exp')],
  ['-1e999', '-1e999', notATime('exp')],
])(
  'an exp of %s is refused, because a JavaScript number cannot hold it',
  async (_name, exp, outcome) => {
    const { exp: _exp, ...others } = validClaims;
    const text = `${JSON.stringify(others).slice(0, -1)},"exp":${exp}}`;
    expect(await authorizer.outcome(signed(validHeader, text))).toBe(outcome);
  },
);

const READ = ['s3.read'];
const EITHER = ['s3.read', 's3.list'];

const scopes: readonly [string, object, readonly string[], string][] = [
  ['accepts the scope of the route', { scope: 's3.read' }, READ, ACCEPTED],
  ['accepts the scope among others', { scope: 'openid s3.read email' }, READ, ACCEPTED],
  ['accepts one of two scopes', { scope: 's3.list' }, EITHER, ACCEPTED],
  ['accepts the scope in scp as a string', { scp: 'openid s3.read' }, READ, ACCEPTED],
  ['accepts the scope in scp as a list', { scp: ['openid', 's3.read'] }, READ, ACCEPTED],
  ['accepts the scope in scope as a list', { scope: ['s3.read'] }, READ, ACCEPTED],
  ['accepts the scope after two spaces', { scope: 'openid  s3.read' }, READ, ACCEPTED],
  ['accepts any token if the route has no scopes', {}, [], ACCEPTED],
  [
    'refuses an ID token, which has no scopes',
    { nonce: 'n', email: 'a@example.com' },
    READ,
    NO_SCOPE,
  ],
  ['refuses another scope', { scope: 's3.write' }, READ, NO_SCOPE],
  ['refuses an empty scope', { scope: '' }, READ, NO_SCOPE],
  ['refuses a prefix of the scope', { scope: 's3' }, READ, NO_SCOPE],
  ['refuses a string that begins with the scope', { scope: 's3.read.all' }, READ, NO_SCOPE],
  ['refuses the scope in another case', { scope: 'S3.Read' }, READ, NO_SCOPE],
  ['refuses the scope after a comma', { scope: 'openid,s3.read' }, READ, NO_SCOPE],
  ['refuses the scope after a line break', { scope: 'openid\ns3.read' }, READ, NO_SCOPE],
  [
    'refuses a list with the scope inside a longer string',
    { scp: ['openid s3.read'] },
    READ,
    NO_SCOPE,
  ],
  ['refuses a list that also has a number', { scp: ['s3.read', 7] }, READ, NO_SCOPE],
  [
    'refuses the scope in scp if scope has another one',
    { scope: 'openid', scp: ['s3.read'] },
    READ,
    NO_SCOPE,
  ],
  [
    'refuses scope null, even if scp has the scope',
    { scope: null, scp: ['s3.read'] },
    READ,
    NO_SCOPE,
  ],
  ['refuses an object', { scope: { 's3.read': true } }, READ, NO_SCOPE],
  ['refuses the scope in permissions', { permissions: ['s3.read'] }, READ, NO_SCOPE],
  [
    'answers 401 to an expired token with the scope',
    { scope: 's3.read', exp: NOW - 1 },
    READ,
    EXPIRED,
  ],
];

test.each(scopes)('%s', async (_property, claims, routeScopes, outcome) => {
  expect(await authorizer.outcome(withClaims({ ...claims }), routeScopes)).toBe(outcome);
});

test.each([
  ['are null if the route requires none', [], null],
  ['are all scopes of the token if the route requires one', READ, ['openid', 's3.read']],
])('the scopes that the function sees %s', async (_property, routeScopes, expected) => {
  const token = withClaims({ scope: 'openid s3.read' });
  const { scopes } = await authorizer.authorize(['Authorization', token], routeScopes);
  expect(scopes).toEqual(expected);
});
