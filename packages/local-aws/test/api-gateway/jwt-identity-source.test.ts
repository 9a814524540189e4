import { startAuthorizer, type TestAuthorizer } from './jwt-authorizer-fixture.ts';
import { validToken as token, withClaims } from './token-forge.ts';

const SEGMENTS = '401 the token is not three segments of base64url';
const NO_TOKEN = '401 the request has no token';
const TWO = '401 the request has more than one Authorization header';
const ACCEPTED = 'accepted';

let authorizer: TestAuthorizer;

beforeAll(async () => {
  authorizer = await startAuthorizer();
});

afterAll(() => authorizer.close());

const bob = withClaims({ sub: 'bob' });

const headers: readonly [property: string, rawHeaders: readonly string[], outcome: string][] = [
  ['accepts the bare token', ['Authorization', token], ACCEPTED],
  ['accepts the token with the prefix Bearer', ['Authorization', `Bearer ${token}`], ACCEPTED],
  ['accepts the header’s name in lower case', ['authorization', token], ACCEPTED],
  ['accepts the header’s name in upper case', ['AUTHORIZATION', token], ACCEPTED],
  [
    'accepts the token between other headers',
    ['Host', 'a', 'Authorization', token, 'Cookie', 'b'],
    ACCEPTED,
  ],
  ['refuses a request without headers', [], NO_TOKEN],
  ['refuses a request without Authorization', ['Host', 'a'], NO_TOKEN],
  ['refuses an empty Authorization', ['Authorization', ''], NO_TOKEN],
  ['refuses Bearer without a token', ['Authorization', 'Bearer'], SEGMENTS],
  ['refuses Bearer and a space without a token', ['Authorization', 'Bearer '], SEGMENTS],
  ['refuses bearer in lower case', ['Authorization', `bearer ${token}`], SEGMENTS],
  ['refuses BEARER in upper case', ['Authorization', `BEARER ${token}`], SEGMENTS],
  ['refuses two spaces after Bearer', ['Authorization', `Bearer  ${token}`], SEGMENTS],
  ['refuses a tab after Bearer', ['Authorization', `Bearer\t${token}`], SEGMENTS],
  ['refuses Bearer with a colon', ['Authorization', `Bearer: ${token}`], SEGMENTS],
  ['refuses Bearer twice', ['Authorization', `Bearer Bearer ${token}`], SEGMENTS],
  ['refuses Bearer without a space', ['Authorization', `Bearer${token}`], SEGMENTS],
  ['refuses Basic', ['Authorization', `Basic ${token}`], SEGMENTS],
  ['refuses DPoP', ['Authorization', `DPoP ${token}`], SEGMENTS],
  ['refuses JWT', ['Authorization', `JWT ${token}`], SEGMENTS],
  [
    'refuses a SigV4 signature',
    ['Authorization', 'AWS4-HMAC-SHA256 Credential=a, Signature=b'],
    SEGMENTS,
  ],
  ['refuses a name before the token', ['Authorization', `token=${token}`], SEGMENTS],
  ['refuses space before the token', ['Authorization', ` ${token}`], SEGMENTS],
  ['refuses space after the token', ['Authorization', `${token} `], SEGMENTS],
  [
    'refuses two tokens separated by a comma',
    ['Authorization', `Bearer ${token},Bearer ${bob}`],
    SEGMENTS,
  ],
  [
    'refuses two tokens separated by a comma and a space',
    ['Authorization', `Bearer ${token}, ${bob}`],
    SEGMENTS,
  ],
  [
    'refuses two tokens separated by a space',
    ['Authorization', `Bearer ${token} ${bob}`],
    SEGMENTS,
  ],
  ['refuses a comma after the token', ['Authorization', `Bearer ${token},`], SEGMENTS],
  ['refuses two headers', ['Authorization', token, 'Authorization', bob], TWO],
  [
    'refuses two headers with the same token',
    ['Authorization', token, 'Authorization', token],
    TWO,
  ],
  ['refuses two headers in different case', ['Authorization', token, 'authorization', bob], TWO],
  ['refuses a second, empty header', ['Authorization', token, 'Authorization', ''], TWO],
  ['refuses a first, empty header', ['Authorization', '', 'Authorization', token], NO_TOKEN],
  ['ignores X-Authorization', ['X-Authorization', token], NO_TOKEN],
  ['ignores Proxy-Authorization', ['Proxy-Authorization', token], NO_TOKEN],
  ['ignores X-Amzn-Remapped-Authorization', ['X-Amzn-Remapped-Authorization', token], NO_TOKEN],
  ['ignores cookies', ['Cookie', `Authorization=${token}; access_token=${token}`], NO_TOKEN],
  [
    'does not mistake the value of a header for a name',
    ['X-Name', 'authorization', token, 'a'],
    NO_TOKEN,
  ],
];

test.each(headers)('%s', async (_property, rawHeaders, outcome) => {
  expect(await authorizer.outcomeOf(rawHeaders)).toBe(outcome);
});

test('the challenge contains no part of the request', async () => {
  const rawHeaders = ['Authorization', 'Bearer "injected", error="none"'];
  const error = await authorizer.authorize(rawHeaders).catch((refusal) => refusal);
  expect(error.headers).toEqual({
    'www-authenticate':
      'Bearer scope="" error="invalid_token" error_description="the token is not three segments of base64url"',
  });
});

test('the challenge for a request without a token has no error code', async () => {
  const error = await authorizer.authorize([]).catch((refusal) => refusal);
  expect(error.headers).toEqual({ 'www-authenticate': 'Bearer' });
});

test('the challenge for a token without a scope of the route names the scopes', async () => {
  const error = await authorizer
    .authorize(['Authorization', token], ['s3.read', 's3.list'])
    .catch((refusal) => refusal);
  expect(error.headers['www-authenticate']).toMatch(
    /^Bearer scope="s3\.read s3\.list" error="insufficient_scope" /,
  );
});
