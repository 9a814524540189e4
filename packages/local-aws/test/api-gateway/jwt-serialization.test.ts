import { deflateRawSync } from 'node:zlib';
import { startAuthorizer, type TestAuthorizer } from './jwt-authorizer-fixture.ts';
import {
  encode,
  ISSUER,
  NOW,
  partsOf,
  signed,
  validClaims,
  validHeader,
  validToken,
} from './token-forge.ts';

const SEGMENTS = '401 the token is not three segments of base64url';
const OBJECTS = '401 the token is not made of JSON objects';
const SIGNATURE = '401 the token has no valid signature';
const EXPIRED = '401 the token has expired';
const ACCEPTED = 'accepted';

type Case = readonly [property: string, token: string, outcome: string];

let authorizer: TestAuthorizer;

beforeAll(async () => {
  authorizer = await startAuthorizer();
});

afterAll(() => authorizer.close());

const [head, payload, signature] = partsOf(validToken);
const claimsText = JSON.stringify(validClaims);
const withPayload = (text: string | Uint8Array) => signed(validHeader, text);
/** The claims, with this string as one more member. */
const withMember = (member: string) => withPayload(`${claimsText.slice(0, -1)},${member}}`);
const nested = (depth: number) => `"deep":${'['.repeat(depth)}${']'.repeat(depth)}`;

/** Returns a token with a segment that has `-` or `_`, which the standard alphabet writes differently. */
function spelledInBase64(): string {
  for (let attempt = 0; ; attempt += 1) {
    const token = signed(validHeader, { ...validClaims, attempt });
    if (/[-_]/.test(partsOf(token)[2])) {
      return token.replaceAll('-', '+').replaceAll('_', '/');
    }
  }
}

/** The last character of 256 bytes has 4 unused bits. Another character can decode to the same bytes. */
function withSpareBits(): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(signature.slice(-1));
  return `${head}.${payload}.${signature.slice(0, -1)}${alphabet[last + 1]}`;
}

const segments: readonly Case[] = [
  ['accepts three segments', validToken, ACCEPTED],
  ['refuses one segment', head, SEGMENTS],
  ['refuses two segments', `${head}.${payload}`, SEGMENTS],
  ['refuses an empty signature', `${head}.${payload}.`, SEGMENTS],
  ['refuses an empty header', `.${payload}.${signature}`, SEGMENTS],
  ['refuses an empty payload', `${head}..${signature}`, SEGMENTS],
  [
    'refuses a detached payload with a valid signature',
    `${head}..${partsOf(signed(validHeader, ''))[2]}`,
    SEGMENTS,
  ],
  ['refuses four segments', `${validToken}.${signature}`, SEGMENTS],
  ['refuses a dot at the end', `${validToken}.`, SEGMENTS],
  ['refuses a dot at the start', `.${validToken}`, SEGMENTS],
  ['refuses only dots', '..', SEGMENTS],
  [
    'refuses the five segments of an encrypted token',
    [encode({ alg: 'RSA-OAEP', enc: 'A256GCM' }), 'a2V5', 'aXY', 'dGV4dA', 'dGFn'].join('.'),
    SEGMENTS,
  ],
  [
    'refuses the flattened JSON serialization',
    JSON.stringify({ protected: head, payload, signature }),
    SEGMENTS,
  ],
  [
    'refuses the general JSON serialization',
    JSON.stringify({ payload, signatures: [{ protected: head, signature }] }),
    SEGMENTS,
  ],
  ['refuses ten thousand dots', '.'.repeat(10_000), SEGMENTS],
  ['refuses a word', 'token', SEGMENTS],
];

const spellings: readonly Case[] = [
  ['refuses padding after the header', `${head}=.${payload}.${signature}`, SEGMENTS],
  ['refuses padding after the payload', `${head}.${payload}=.${signature}`, SEGMENTS],
  ['refuses padding after the signature', `${validToken}==`, SEGMENTS],
  ['refuses standard base64 instead of base64url', spelledInBase64(), SEGMENTS],
  ['refuses unused bits that are set in the signature', withSpareBits(), SEGMENTS],
  ['refuses a number of characters that is not whole bytes', `${validToken}AAA`, SEGMENTS],
  ['refuses a space inside', `${head}. ${payload}.${signature}`, SEGMENTS],
  ['refuses a line break inside', `${head}.\n${payload}.${signature}`, SEGMENTS],
  ['refuses a tab at the end', `${validToken}\t`, SEGMENTS],
  ['refuses a percent-encoded dot', validToken.replace('.', '%2E'), SEGMENTS],
  ['refuses a null character at the end', `${validToken}\0`, SEGMENTS],
  ['refuses a full-width dot', validToken.replace('.', '．'), SEGMENTS],
  ['refuses quotation marks around it', `"${validToken}"`, SEGMENTS],
];

const payloads: readonly Case[] = [
  ['refuses a payload that is a list', withPayload(`[${claimsText}]`), OBJECTS],
  ['refuses a payload that is a string', withPayload(JSON.stringify(claimsText)), OBJECTS],
  ['refuses a payload that is a number', withPayload('1'), OBJECTS],
  ['refuses a payload that is null', withPayload('null'), OBJECTS],
  ['refuses a payload that is true', withPayload('true'), OBJECTS],
  ['refuses a payload that is not JSON', withPayload('sub=alice'), OBJECTS],
  ['refuses a payload with a comment', withPayload(`${claimsText}//`), OBJECTS],
  [
    'refuses a payload with a comma at its end',
    withPayload(`${claimsText.slice(0, -1)},}`),
    OBJECTS,
  ],
  ['refuses a payload with two objects', withPayload(claimsText + claimsText), OBJECTS],
  ['refuses a payload that is a token itself', withPayload(validToken), OBJECTS],
  ['refuses a compressed payload', withPayload(deflateRawSync(claimsText)), OBJECTS],
  [
    'refuses a payload that is invalid UTF-8',
    withPayload(
      Buffer.concat([
        Buffer.from(`{"sub":"`),
        Buffer.from([0xff]),
        Buffer.from(`",${claimsText.slice(1)}`),
      ]),
    ),
    OBJECTS,
  ],
  [
    'refuses a payload with an overlong UTF-8 sequence',
    withPayload(
      Buffer.concat([
        Buffer.from(`{"sub":"`),
        Buffer.from([0xc0, 0xaf]),
        Buffer.from(`",${claimsText.slice(1)}`),
      ]),
    ),
    OBJECTS,
  ],
  ['refuses a payload in UTF-16', withPayload(Buffer.from(claimsText, 'utf16le')), OBJECTS],
  ['refuses a byte order mark', withPayload(`\uFEFF${claimsText}`), OBJECTS],
  [
    'refuses a payload without claims',
    withPayload('{}'),
    '401 the token does not have the issuer of the authorizer',
  ],
  ['accepts space around the claims', withPayload(` ${claimsText}\n`), ACCEPTED],
  ['accepts claims of other alphabets', withMember('"name":"Ада 👩‍💻"'), ACCEPTED],
  ['accepts an unpaired surrogate in an escape', withMember('"name":"\\ud800"'), ACCEPTED],
  ['accepts a claim called __proto__', withMember('"__proto__":{"sub":"bob"}'), ACCEPTED],
  [
    'refuses an issuer that is only inside __proto__',
    withPayload(`{"__proto__":${claimsText}}`),
    '401 the token does not have the issuer of the authorizer',
  ],
  ['accepts 2,000 nested lists', withMember(nested(2_000)), ACCEPTED],
  [
    'refuses nested lists that are not closed',
    withPayload(`{"deep":${'['.repeat(7_000)}`),
    OBJECTS,
  ],
];

const headers: readonly Case[] = [
  ['refuses a header that is a list', signed(JSON.stringify([validHeader]), validClaims), OBJECTS],
  ['refuses a header that is a string', signed('"RS256"', validClaims), OBJECTS],
  ['refuses a header that is null', signed('null', validClaims), OBJECTS],
  ['refuses a header that is not JSON', signed('{alg:RS256}', validClaims), OBJECTS],
  [
    'refuses a header that is invalid UTF-8',
    signed(
      Buffer.concat([
        Buffer.from(`{"typ":"`),
        Buffer.from([0xff]),
        Buffer.from(`",${JSON.stringify(validHeader).slice(1)}`),
      ]),
      validClaims,
    ),
    OBJECTS,
  ],
  [
    'refuses a header with a byte order mark',
    signed(`\uFEFF${JSON.stringify(validHeader)}`, validClaims),
    OBJECTS,
  ],
  [
    'accepts space in the header',
    signed(JSON.stringify(validHeader, null, 2), validClaims),
    ACCEPTED,
  ],
];

const duplicates: readonly Case[] = [
  ['uses the last of two exp claims, which has expired', withMember(`"exp":${NOW - 1}`), EXPIRED],
  [
    'uses the last of two exp claims, which is valid',
    withPayload(`{"exp":${NOW - 1},${claimsText.slice(1)}`),
    ACCEPTED,
  ],
  [
    'uses the last of two iss claims, which is another issuer',
    withMember('"iss":"https://evil.example.com"'),
    '401 the token does not have the issuer of the authorizer',
  ],
  [
    'uses the last of two iss claims, which is the issuer',
    withPayload(`{"iss":"https://evil.example.com",${claimsText.slice(1)}`),
    ACCEPTED,
  ],
  [
    'uses the last of two aud claims',
    withMember('"aud":"another"'),
    '401 the token does not have a valid audience',
  ],
  [
    'uses the last of two iss claims, even if the name of one is escaped',
    withMember('"\\u0069ss":"https://evil.example.com"'),
    '401 the token does not have the issuer of the authorizer',
  ],
  [
    'uses the last of two alg members, which is none',
    signed(`{"alg":"RS256","kid":"key-1","alg":"none"}`, validClaims),
    '401 the token is not signed with RS256, RS384 or RS512',
  ],
  [
    'uses the last of two kid members, which names another key',
    signed(`{"alg":"RS256","kid":"key-1","kid":"key-2"}`, validClaims),
    SIGNATURE,
  ],
  [
    'uses the last of two kid members, which names the key',
    signed(`{"alg":"RS256","kid":"key-2","kid":"key-1"}`, validClaims),
    ACCEPTED,
  ],
];

test.each([...segments, ...spellings, ...payloads, ...headers, ...duplicates])(
  '%s',
  async (_property, token, outcome) => {
    expect(await authorizer.outcome(token)).toBe(outcome);
  },
);

test('of two sub claims, the function receives the one that JSON.parse returns', async () => {
  const token = withMember('"sub":"bob"');
  const { claims } = await authorizer.authorize(['Authorization', token]);
  const parsed = JSON.parse(Buffer.from(partsOf(token)[1], 'base64url').toString());
  expect([claims.sub, parsed.sub]).toEqual(['bob', 'bob']);
});

test('a claim named __proto__ is passed on and changes no other claim', async () => {
  const token = withMember('"__proto__":{"iss":"https://evil.example.com"}');
  const { claims } = await authorizer.authorize(['Authorization', token]);
  expect(Object.getOwnPropertyDescriptor(claims, '__proto__')?.value).toBe(
    '{"iss":"https://evil.example.com"}',
  );
  expect(claims.iss).toBe(ISSUER);
});
