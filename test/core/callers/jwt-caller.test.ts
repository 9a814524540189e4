import { parseJwtCaller } from '../../../core/callers/jwt-caller.ts';
import type { KnownJwtApi } from '../../../core/callers/known-apis.ts';
import { grantsOf, indexGrants } from '../../../core/grants/grant-index.ts';
import { grantOf } from '../fixtures.ts';
import { CLAIMS, tokenOf, VERIFIED } from './jwt-tokens.ts';

const TOKEN = tokenOf(CLAIMS);
const ALICE = {
  kind: 'jwt',
  authentication: 'jwt',
  issuer: CLAIMS.iss,
  subject: 'alice',
  displayName: 'alice',
  claims: CLAIMS,
};

const API: KnownJwtApi = {
  apiId: 'jwt-api',
  issuer: CLAIMS.iss,
  audience: ['broker', 'a b'],
  nameClaim: 'sub',
};

type Fields = Readonly<Record<string, unknown>>;

/** Drops the undefined fields. */
const written = (fields: Fields) => JSON.parse(JSON.stringify(fields)) as Fields;

const callerWith = (claims: Fields, verified: Fields = {}) =>
  parseJwtCaller(
    tokenOf(written({ ...CLAIMS, ...claims })),
    written({ ...VERIFIED, ...verified }),
    API,
  );

describe('parseJwtCaller', () => {
  test.each([
    ['without a scheme', TOKEN],
    ['after Bearer', `Bearer ${TOKEN}`],
    ['after bearer in lower case', `bearer ${TOKEN}`],
    ['after BEARER', `BEARER ${TOKEN}`],
  ])('parses the token %s and keeps its claims unchanged', (_, authorization) => {
    expect(parseJwtCaller(authorization, VERIFIED, API)).toEqual(ALICE);
  });

  test.each<[string, Fields, Fields]>([
    ['one audience', { aud: 'broker' }, { aud: 'broker' }],
    ['a list of one audience', { aud: ['broker'] }, { aud: '[broker]' }],
    ['an audience with a space', { aud: ['a b'] }, { aud: '[a b]' }],
    [
      'a client id and no audience',
      { aud: undefined, client_id: 'broker' },
      { aud: undefined, client_id: 'broker' },
    ],
    ['no time of issue', { iat: undefined }, { iat: undefined }],
    ['an expiry with an exponent', { exp: 1.7e9 }, { exp: '1.7E9' }],
    ['an expiry with a fraction', { exp: 1_795_300_000.5 }, { exp: '1.7953000005E9' }],
    ['an expiry as a string', { exp: '1795300000' }, { exp: '1795300000' }],
    ['other claims that differ', { groups: ['x'] }, { groups: '[y]', email: 'a' }],
    ['a subject with a space', { sub: 'a b' }, { sub: 'a b' }],
    ['a subject in brackets', { sub: '[alice]' }, { sub: '[alice]' }],
    ['a subject in other scripts', { sub: '\u65e5\u{1f511}' }, { sub: '\u65e5\u{1f511}' }],
    ['a nested claim', { address: { city: ['x'] } }, { address: 'map[city:[x]]' }],
  ])('accepts a token with %s', (_, claims, verified) => {
    expect(callerWith(claims, verified)).toMatchObject({
      subject: claims.sub ?? 'alice',
      claims: written({ ...CLAIMS, ...claims }),
    });
  });

  test.each<[string, Fields, Fields]>([
    ['another issuer', { iss: 'https://evil.example.com' }, {}],
    [
      'another issuer that the gateway verified',
      { iss: 'https://evil.example.com' },
      { iss: 'https://evil.example.com' },
    ],
    ['another audience that the gateway verified', { aud: 'web' }, { aud: 'web' }],
    ['no audience and no client id', { aud: undefined }, { aud: undefined }],
    [
      'another audience beside a client id',
      { aud: 'web', client_id: 'broker' },
      { aud: 'web', client_id: 'broker' },
    ],
    ['an issuer with one more slash', { iss: `${CLAIMS.iss}/` }, {}],
    ['an issuer in a list', { iss: [CLAIMS.iss] }, {}],
    ['another subject', { sub: 'mallory' }, {}],
    ['a subject in another case', { sub: 'Alice' }, {}],
    ['a subject in a list', { sub: ['alice'] }, {}],
    ['a subject in a list, flattened in the context', { sub: ['alice'] }, { sub: '[alice]' }],
    ['a subject that is a number', { sub: 7 }, { sub: '7' }],
    ['a subject that is an object', { sub: { a: 1 } }, { sub: 'map[a:1]' }],
    ['an empty subject', { sub: '' }, { sub: '' }],
    ['a null subject', { sub: null }, { sub: null }],
    ['no subject', { sub: undefined }, { sub: undefined }],
    ['no subject although one was verified', { sub: undefined }, {}],
    ['a subject although none was verified', {}, { sub: undefined }],
    ['no issuer', { iss: undefined }, { iss: undefined }],
    ['an empty issuer', { iss: '' }, { iss: '' }],
    ['another audience', { aud: 'other' }, {}],
    ['an audience in another order', { aud: ['web', 'broker'] }, {}],
    ['one audience fewer', { aud: ['broker'] }, {}],
    ['one more audience', { aud: ['broker', 'web', 'x'] }, {}],
    ['no audience although one was verified', { aud: undefined }, {}],
    ['an audience although none was verified', {}, { aud: undefined }],
    ['another expiry', { exp: CLAIMS.exp + 1 }, {}],
    ['no expiry although one was verified', { exp: undefined }, {}],
    ['an expiry although none was verified', {}, { exp: undefined }],
    ['an expiry of 0 although none was verified', { exp: 0 }, { exp: '' }],
    ['an expiry that is not a number in the context', {}, { exp: 'never' }],
    ['an expiry that is null', { exp: null }, { exp: '0' }],
    ['an expiry as a number in the context', {}, { exp: CLAIMS.exp }],
    ['another time of issue', { iat: CLAIMS.iat - 1 }, {}],
    ['no time of issue although one was verified', { iat: undefined }, {}],
    ['a time of issue although none was verified', {}, { iat: undefined }],
  ])('refuses a token with %s', (_, claims, verified) => {
    expect(callerWith(claims, verified)).toBeUndefined();
  });

  const [header = '', payload = '', signature = ''] = TOKEN.split('.');
  test.each<[string, unknown]>([
    ['no header', undefined],
    ['a header that is null', null],
    ['an empty header', ''],
    ['a list of headers', [TOKEN]],
    ['only Bearer', 'Bearer '],
    ['Bearer and two spaces', `Bearer  ${TOKEN}`],
    ['Bearer and a tab', `Bearer\t${TOKEN}`],
    ['Bearer twice', `Bearer Bearer ${TOKEN}`],
    ['another scheme', `Basic ${TOKEN}`],
    ['a SigV4 signature', 'AWS4-HMAC-SHA256 Credential=AKIA/20261121/eu-west-1/execute-api'],
    ['a space before', ` ${TOKEN}`],
    ['a space after', `${TOKEN} `],
    ['a line feed after', `${TOKEN}\n`],
    ['two headers joined by a comma', `${TOKEN},${TOKEN}`],
    ['two headers joined by a comma and a space', `Bearer ${TOKEN}, Bearer ${TOKEN}`],
    ['another token first', `${tokenOf({ ...CLAIMS, groups: ['admins'] })}, ${TOKEN}`],
    ['no signature', `${header}.${payload}`],
    ['an empty signature', `${header}.${payload}.`],
    ['an empty payload', `${header}..${signature}`],
    ['a fourth part', `${TOKEN}.x`],
    ['an encrypted token', `${TOKEN}.x.y`],
    ['base64 with padding', `${header}.${payload}=.${signature}`],
    ['base64 with + and /', `${header}.${payload}+/.${signature}`],
  ])('refuses %s', (_, authorization) => {
    expect(parseJwtCaller(authorization, VERIFIED, API)).toBeUndefined();
  });

  test.each<[string, unknown]>([
    ['a string', '"alice"'],
    ['a list', [CLAIMS]],
    ['null', 'null'],
    ['text that is not JSON', '{'],
    ['two JSON values', `${JSON.stringify(CLAIMS)}{}`],
    [
      'bytes that are not UTF-8',
      Buffer.from(JSON.stringify({ ...CLAIMS, team: '\u00ff' }), 'latin1'),
    ],
    ['the claims one level down', { payload: CLAIMS }],
    ['the claims as a prototype', `{"__proto__": ${JSON.stringify(CLAIMS)}}`],
    ['nothing', {}],
  ])('refuses a payload that is %s', (_, claims) => {
    expect(parseJwtCaller(tokenOf(claims), VERIFIED, API)).toBeUndefined();
  });

  test.each<[string, unknown]>([
    ['no claims', undefined],
    ['null', null],
    ['a string', JSON.stringify(VERIFIED)],
    ['a list', [VERIFIED]],
    ['nothing', {}],
    ['only inherited claims', Object.create(VERIFIED)],
  ])('refuses a context that has %s', (_, verified) => {
    expect(parseJwtCaller(TOKEN, verified, API)).toBeUndefined();
  });

  test('uses the last value of a repeated claim, and compares it with the context', () => {
    const twice = JSON.stringify(CLAIMS).replace('"sub":', '"sub":"mallory","sub":');
    expect(parseJwtCaller(tokenOf(twice), VERIFIED, API)).toMatchObject({ subject: 'alice' });
    const otherWay = JSON.stringify(CLAIMS).replace('}', ',"sub":"mallory"}');
    expect(parseJwtCaller(tokenOf(otherWay), VERIFIED, API)).toBeUndefined();
  });

  test.each<[string, unknown, string]>([
    ['email', 'alice@example.com', 'alice@example.com'],
    ['https://example.com/name', 'Alice A', 'Alice A'],
    ['email', undefined, 'alice'],
    ['email', '', 'alice'],
    ['email', ['alice@example.com'], 'alice'],
    ['email', 7, 'alice'],
    ['constructor', undefined, 'alice'],
  ])('takes the display name from %s, %j: %s', (nameClaim, value, displayName) => {
    const token = tokenOf(written({ ...CLAIMS, [nameClaim]: value }));
    expect(parseJwtCaller(token, VERIFIED, { ...API, nameClaim })).toMatchObject({
      displayName,
      subject: 'alice',
    });
  });
});

describe('a grant for the group analysts', () => {
  const grant = grantOf({ grantee: { jwt: { groups: 'analysts' } }, scope: 's3://bucket/*' });
  const grantsWith = (groups: unknown, flattened: string) => {
    const caller = callerWith({ groups }, { groups: flattened });
    return caller === undefined ? undefined : grantsOf(indexGrants([grant]), caller);
  };

  test.each<[unknown, string]>([
    [['analysts'], '[analysts]'],
    [['x', 'analysts'], '[x analysts]'],
    ['analysts', 'analysts'],
  ])('applies to %j, which the context shows as %s', (groups, flattened) => {
    expect(grantsWith(groups, flattened)).toEqual([grant]);
  });

  test.each<[unknown, string]>([
    [['x analysts'], '[x analysts]'],
    [['analysts x'], '[analysts x]'],
    ['[analysts]', '[analysts]'],
    ['[x analysts]', '[x analysts]'],
    [[['analysts']], '[[analysts]]'],
    [[], '[]'],
    ['[]', '[]'],
    [['[analysts]'], '[[analysts]]'],
    [['analysts]'], '[analysts]]'],
    [{ analysts: true }, 'map[analysts:true]'],
    [null, 'analysts'],
    [undefined, '[analysts]'],
  ])('does not apply to %j, which the context shows as %s', (groups, flattened) => {
    expect(grantsWith(groups, flattened)).toEqual([]);
  });
});
