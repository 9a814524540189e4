import { parseJwtCaller } from '../../../core/callers/jwt-caller.ts';
import { grantsOf, indexGrants } from '../../../core/grants/grant-index.ts';
import { grantOf } from '../fixtures.ts';
import { CLAIMS, tokenOf, VERIFIED } from './jwt-tokens.ts';

const TOKEN = tokenOf(CLAIMS);
const ALICE = {
  kind: 'jwt',
  issuer: CLAIMS.iss,
  subject: 'alice',
  displayName: 'alice',
  claims: CLAIMS,
};

type Fields = Readonly<Record<string, unknown>>;

/** The fields but those that are undefined. */
const written = (fields: Fields) => JSON.parse(JSON.stringify(fields)) as Fields;

const callerWith = (claims: Fields, verified: Fields = {}) =>
  parseJwtCaller(
    tokenOf(written({ ...CLAIMS, ...claims })),
    written({ ...VERIFIED, ...verified }),
    'sub',
  );

describe('parseJwtCaller', () => {
  test.each([
    ['as it is', TOKEN],
    ['after Bearer', `Bearer ${TOKEN}`],
    ['after bearer', `bearer ${TOKEN}`],
    ['after BEARER', `BEARER ${TOKEN}`],
  ])('reads the token %s, its claims as the issuer wrote them', (_, authorization) => {
    expect(parseJwtCaller(authorization, VERIFIED, 'sub')).toEqual(ALICE);
  });

  test.each<[string, Fields, Fields]>([
    ['one audience', { aud: 'broker' }, { aud: 'broker' }],
    ['a list of one audience', { aud: ['broker'] }, { aud: '[broker]' }],
    ['an audience with a space', { aud: ['a b'] }, { aud: '[a b]' }],
    ['no audience', { aud: undefined }, { aud: undefined }],
    ['no time of issue', { iat: undefined }, { iat: undefined }],
    ['an expiry with an exponent', { exp: 1.7e9 }, { exp: '1.7E9' }],
    ['an expiry with a fraction', { exp: 1_795_300_000.5 }, { exp: '1.7953000005E9' }],
    ['an expiry as text', { exp: '1795300000' }, { exp: '1795300000' }],
    ['other claims that differ', { groups: ['x'] }, { groups: '[y]', email: 'a' }],
    ['a subject with a space', { sub: 'a b' }, { sub: 'a b' }],
    ['a subject in brackets', { sub: '[alice]' }, { sub: '[alice]' }],
    ['a subject beyond Latin', { sub: '\u65e5\u{1f511}' }, { sub: '\u65e5\u{1f511}' }],
    ['a nested claim', { address: { city: ['x'] } }, { address: 'map[city:[x]]' }],
  ])('takes a token with %s', (_, claims, verified) => {
    expect(callerWith(claims, verified)).toMatchObject({
      subject: claims.sub ?? 'alice',
      claims: written({ ...CLAIMS, ...claims }),
    });
  });

  test.each<[string, Fields, Fields]>([
    ['another issuer', { iss: 'https://evil.example.com' }, {}],
    ['an issuer with a slash more', { iss: `${CLAIMS.iss}/` }, {}],
    ['an issuer in a list', { iss: [CLAIMS.iss] }, {}],
    ['another subject', { sub: 'mallory' }, {}],
    ['a subject in another case', { sub: 'Alice' }, {}],
    ['a subject in a list', { sub: ['alice'] }, {}],
    ['a subject in a list, as the context flattens it', { sub: ['alice'] }, { sub: '[alice]' }],
    ['a subject that is a number', { sub: 7 }, { sub: '7' }],
    ['a subject that is an object', { sub: { a: 1 } }, { sub: 'map[a:1]' }],
    ['an empty subject', { sub: '' }, { sub: '' }],
    ['a null subject', { sub: null }, { sub: null }],
    ['no subject', { sub: undefined }, { sub: undefined }],
    ['no subject where one was verified', { sub: undefined }, {}],
    ['a subject where none was verified', {}, { sub: undefined }],
    ['no issuer', { iss: undefined }, { iss: undefined }],
    ['an empty issuer', { iss: '' }, { iss: '' }],
    ['another audience', { aud: 'other' }, {}],
    ['an audience in another order', { aud: ['web', 'broker'] }, {}],
    ['an audience less', { aud: ['broker'] }, {}],
    ['an audience more', { aud: ['broker', 'web', 'x'] }, {}],
    ['no audience where one was verified', { aud: undefined }, {}],
    ['an audience where none was verified', {}, { aud: undefined }],
    ['another expiry', { exp: CLAIMS.exp + 1 }, {}],
    ['no expiry where one was verified', { exp: undefined }, {}],
    ['an expiry where none was verified', {}, { exp: undefined }],
    ['an expiry of 0 where none was verified', { exp: 0 }, { exp: '' }],
    ['an expiry that is no number there', {}, { exp: 'never' }],
    ['an expiry that is null', { exp: null }, { exp: '0' }],
    ['an expiry as a number in the context', {}, { exp: CLAIMS.exp }],
    ['another time of issue', { iat: CLAIMS.iat - 1 }, {}],
    ['no time of issue where one was verified', { iat: undefined }, {}],
    ['a time of issue where none was verified', {}, { iat: undefined }],
  ])('refuses a token with %s', (_, claims, verified) => {
    expect(callerWith(claims, verified)).toBeUndefined();
  });

  const [header = '', payload = '', signature = ''] = TOKEN.split('.');
  test.each<[string, unknown]>([
    ['no header', undefined],
    ['a header that is null', null],
    ['an empty header', ''],
    ['a list of headers', [TOKEN]],
    ['Bearer alone', 'Bearer '],
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
    ['base64 that is not for URLs', `${header}.${payload}+/.${signature}`],
  ])('refuses %s', (_, authorization) => {
    expect(parseJwtCaller(authorization, VERIFIED, 'sub')).toBeUndefined();
  });

  test.each<[string, unknown]>([
    ['a text', '"alice"'],
    ['a list', [CLAIMS]],
    ['null', 'null'],
    ['no JSON', '{'],
    ['two values', `${JSON.stringify(CLAIMS)}{}`],
    [
      'bytes that are no UTF-8',
      Buffer.from(JSON.stringify({ ...CLAIMS, team: '\u00ff' }), 'latin1'),
    ],
    ['the claims one level down', { payload: CLAIMS }],
    ['the claims as a prototype', `{"__proto__": ${JSON.stringify(CLAIMS)}}`],
    ['nothing', {}],
  ])('refuses a payload that is %s', (_, claims) => {
    expect(parseJwtCaller(tokenOf(claims), VERIFIED, 'sub')).toBeUndefined();
  });

  test.each<[string, unknown]>([
    ['no claims', undefined],
    ['null', null],
    ['a text', JSON.stringify(VERIFIED)],
    ['a list', [VERIFIED]],
    ['nothing', {}],
    ['what it inherits', Object.create(VERIFIED)],
  ])('refuses a context that has %s', (_, verified) => {
    expect(parseJwtCaller(TOKEN, verified, 'sub')).toBeUndefined();
  });

  test('takes of a claim written twice the last, and holds that against the context', () => {
    const twice = JSON.stringify(CLAIMS).replace('"sub":', '"sub":"mallory","sub":');
    expect(parseJwtCaller(tokenOf(twice), VERIFIED, 'sub')).toMatchObject({ subject: 'alice' });
    const otherWay = JSON.stringify(CLAIMS).replace('}', ',"sub":"mallory"}');
    expect(parseJwtCaller(tokenOf(otherWay), VERIFIED, 'sub')).toBeUndefined();
  });

  test.each<[string, unknown, string]>([
    ['email', 'alice@example.com', 'alice@example.com'],
    ['https://example.com/name', 'Alice A', 'Alice A'],
    ['email', undefined, 'alice'],
    ['email', '', 'alice'],
    ['email', ['alice@example.com'], 'alice'],
    ['email', 7, 'alice'],
    ['constructor', undefined, 'alice'],
  ])('calls the holder by its %s, %j: %s', (nameClaim, value, displayName) => {
    const token = tokenOf(written({ ...CLAIMS, [nameClaim]: value }));
    expect(parseJwtCaller(token, VERIFIED, nameClaim)).toMatchObject({
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
  ])('is for %j, which the context has as %s', (groups, flattened) => {
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
  ])('is not for %j, which the context has as %s', (groups, flattened) => {
    expect(grantsWith(groups, flattened)).toEqual([]);
  });
});
