import { constants, createHmac, randomBytes } from 'node:crypto';
import { startAuthorizer, type TestAuthorizer } from './jwt-authorizer-fixture.ts';
import {
  encode,
  KID,
  keys,
  partsOf,
  signed,
  validClaims,
  validHeader,
  validToken,
  withHeader,
} from './token-forge.ts';

const ALGORITHM = '401 the token is not signed with RS256, RS384 or RS512';
const NO_KEY = '401 the token does not name its key';
const EXTENSION = '401 the token asks for extensions';
const SIGNATURE = '401 the token has no valid signature';
const ACCEPTED = 'accepted';

type Case = readonly [property: string, token: string, outcome: string];

let authorizer: TestAuthorizer;

beforeAll(async () => {
  authorizer = await startAuthorizer();
});

afterAll(() => authorizer.close());

const { issuer, second, attacker } = keys;
const [validHead, validPayload, validSignature] = partsOf(validToken);
const publicJwk = issuer.publicKey.export({ format: 'jwk' });

function mac(secret: string | Buffer, alg = 'HS256', header = {}): string {
  const input = `${encode({ ...validHeader, alg, ...header })}.${encode(validClaims)}`;
  const hash = `sha${alg.slice(2)}`;
  return `${input}.${createHmac(hash, secret).update(input).digest('base64url')}`;
}

function unsigned(alg: unknown, signature = validSignature): string {
  return `${encode({ ...validHeader, alg })}.${encode(validClaims)}.${signature}`;
}

function pss(alg: string, digest: string): string {
  const key = {
    key: issuer.privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  };
  return signed({ ...validHeader, alg }, validClaims, key as never, digest);
}

function curveToken(alg: string, kid: string): string {
  const key = { key: keys.curve.privateKey, dsaEncoding: 'ieee-p1363' };
  return signed({ ...validHeader, alg, kid }, validClaims, key as never);
}

function flipped(index: number): string {
  const bytes = Buffer.from(validSignature, 'base64url');
  bytes[index] = (bytes.at(index) ?? 0) ^ 1;
  return `${validHead}.${validPayload}.${bytes.toString('base64url')}`;
}

const pem = (type: 'spki' | 'pkcs1') => issuer.publicKey.export({ type, format: 'pem' }).toString();
const der = (type: 'spki' | 'pkcs1') => issuer.publicKey.export({ type, format: 'der' });

const algorithms: readonly Case[] = [
  ['accepts RS256', validToken, ACCEPTED],
  ['accepts RS384', withHeader({ alg: 'RS384' }, undefined, 'sha384'), ACCEPTED],
  ['accepts RS512', withHeader({ alg: 'RS512' }, undefined, 'sha512'), ACCEPTED],
  [
    'accepts a token of another key of the issuer, by its kid',
    withHeader({ kid: 'key-2' }, second.privateKey),
    ACCEPTED,
  ],
  ['refuses alg none', unsigned('none'), ALGORITHM],
  ['refuses alg None', unsigned('None'), ALGORITHM],
  ['refuses alg NONE', unsigned('NONE'), ALGORITHM],
  ['refuses alg nOnE', unsigned('nOnE'), ALGORITHM],
  ['refuses an empty alg', unsigned(''), ALGORITHM],
  ['refuses a missing alg', withHeader({ alg: undefined }), ALGORITHM],
  ['refuses alg null', withHeader({ alg: null }), ALGORITHM],
  ['refuses an alg that is a number', withHeader({ alg: 256 }), ALGORITHM],
  ['refuses an alg that is a list', withHeader({ alg: ['RS256'] }), ALGORITHM],
  ['refuses an alg that is an object', withHeader({ alg: { RS256: true } }), ALGORITHM],
  ['refuses alg rs256 in lower case', withHeader({ alg: 'rs256' }), ALGORITHM],
  ['refuses alg RS256 with a space', withHeader({ alg: 'RS256 ' }), ALGORITHM],
  ['refuses alg RS1', withHeader({ alg: 'RS1' }, undefined, 'sha1'), ALGORITHM],
  ['refuses alg constructor', withHeader({ alg: 'constructor' }), ALGORITHM],
  ['refuses PS256', pss('PS256', 'sha256'), ALGORITHM],
  ['refuses PS384', pss('PS384', 'sha384'), ALGORITHM],
  ['refuses PS512', pss('PS512', 'sha512'), ALGORITHM],
  [
    'refuses ES256 with an elliptic curve key of the issuer',
    curveToken('ES256', 'curve'),
    ALGORITHM,
  ],
  [
    'refuses EdDSA with an Edwards curve key of the issuer',
    signed(
      { ...validHeader, alg: 'EdDSA', kid: 'edwards' },
      validClaims,
      keys.edwards.privateKey,
      null,
    ),
    ALGORITHM,
  ],
  [
    'refuses alg Ed25519',
    signed(
      { ...validHeader, alg: 'Ed25519', kid: 'edwards' },
      validClaims,
      keys.edwards.privateKey,
      null,
    ),
    ALGORITHM,
  ],
  ['refuses HS256 signed with the RSA public key as SPKI PEM', mac(pem('spki')), ALGORITHM],
  [
    'refuses HS256 signed with the SPKI PEM without its last newline',
    mac(pem('spki').trim()),
    ALGORITHM,
  ],
  ['refuses HS256 signed with the RSA public key as PKCS 1 PEM', mac(pem('pkcs1')), ALGORITHM],
  ['refuses HS256 signed with the RSA public key as SPKI DER', mac(der('spki')), ALGORITHM],
  ['refuses HS256 signed with the RSA public key as PKCS 1 DER', mac(der('pkcs1')), ALGORITHM],
  ['refuses HS256 signed with the n of the JWK as a string', mac(String(publicJwk.n)), ALGORITHM],
  [
    'refuses HS256 signed with the n of the JWK as bytes',
    mac(Buffer.from(String(publicJwk.n), 'base64url')),
    ALGORITHM,
  ],
  ['refuses HS256 signed with the JWK as JSON', mac(JSON.stringify(publicJwk)), ALGORITHM],
  ['refuses HS256 signed with the kid', mac(KID), ALGORITHM],
  ['refuses HS256 signed with an empty secret', mac(''), ALGORITHM],
  [
    'refuses HS256 signed with a symmetric key of the key set',
    mac(Buffer.alloc(32), 'HS256', { kid: 'secret' }),
    ALGORITHM,
  ],
  ['refuses HS384 signed with the RSA public key', mac(pem('spki'), 'HS384'), ALGORITHM],
  ['refuses HS512 signed with the RSA public key', mac(pem('spki'), 'HS512'), ALGORITHM],
];

const kids: readonly Case[] = [
  ['refuses a missing kid', withHeader({ kid: undefined }), NO_KEY],
  [
    'refuses a missing kid, even if a key of the set has none',
    withHeader({ kid: undefined }, second.privateKey),
    NO_KEY,
  ],
  ['refuses an empty kid', withHeader({ kid: '' }), NO_KEY],
  ['refuses kid null', withHeader({ kid: null }), NO_KEY],
  ['refuses a kid that is a number', withHeader({ kid: 1 }), NO_KEY],
  ['refuses a kid that is a list', withHeader({ kid: [KID] }), NO_KEY],
  ['refuses a kid that is an object', withHeader({ kid: { toString: KID } }), NO_KEY],
  ['refuses an unknown kid', withHeader({ kid: 'key-9' }), SIGNATURE],
  ['refuses a kid that is a path', withHeader({ kid: '../../../../dev/null' }), SIGNATURE],
  ['refuses a kid that is a URL', withHeader({ kid: 'https://evil.example.com/keys' }), SIGNATURE],
  ['refuses a kid that is an SQL fragment', withHeader({ kid: "' OR '1'='1" }), SIGNATURE],
  ['refuses a kid in another case', withHeader({ kid: 'KEY-1' }), SIGNATURE],
  ['refuses a kid with a space', withHeader({ kid: `${KID} ` }), SIGNATURE],
  ['refuses a kid with a null character', withHeader({ kid: `${KID}\0` }), SIGNATURE],
  ['refuses kid __proto__', signed(`{"alg":"RS256","kid":"__proto__"}`, validClaims), SIGNATURE],
  ['refuses kid constructor', withHeader({ kid: 'constructor' }), SIGNATURE],
  ['refuses the kid of another key of the issuer', withHeader({ kid: 'key-2' }), SIGNATURE],
  ['refuses a kid that two keys share', withHeader({ kid: 'twice' }), SIGNATURE],
  [
    'refuses a token of another issuer’s key with the same kid',
    withHeader({}, attacker.privateKey),
    SIGNATURE,
  ],
];

const unfitKeys: readonly Case[] = [
  [
    'refuses an RSA key of 1,024 bits that the issuer publishes',
    withHeader({ kid: 'short' }, keys.short.privateKey),
    SIGNATURE,
  ],
  [
    'refuses an RSA key of 512 bits that the issuer publishes',
    withHeader({ kid: 'tiny' }, keys.tiny.privateKey),
    SIGNATURE,
  ],
  [
    'refuses a key that the issuer publishes for encryption',
    withHeader({ kid: 'encryption' }, second.privateKey),
    SIGNATURE,
  ],
  [
    'refuses a key whose operations do not include verify',
    withHeader({ kid: 'operations' }, second.privateKey),
    SIGNATURE,
  ],
  [
    'refuses RS256 with a key that the issuer publishes for RS512',
    withHeader({ kid: 'another-algorithm' }, second.privateKey),
    SIGNATURE,
  ],
  [
    'accepts RS512 with that key',
    withHeader({ kid: 'another-algorithm', alg: 'RS512' }, second.privateKey, 'sha512'),
    ACCEPTED,
  ],
  [
    'refuses a private key that the issuer publishes by mistake',
    withHeader({ kid: 'private' }, second.privateKey),
    SIGNATURE,
  ],
  ['refuses a key that cannot be read', withHeader({ kid: 'broken' }), SIGNATURE],
  ['refuses RS256 by the kid of an elliptic curve key', curveToken('RS256', 'curve'), SIGNATURE],
  [
    'refuses RS256 by the kid of a symmetric key',
    mac(Buffer.alloc(32), 'HS256', { alg: 'RS256', kid: 'secret' }),
    SIGNATURE,
  ],
];

const signatures: readonly Case[] = [
  ['refuses a signature with its first bit changed', flipped(0), SIGNATURE],
  ['refuses a signature with its last bit changed', flipped(255), SIGNATURE],
  [
    'refuses a signature of zeros',
    `${validHead}.${validPayload}.${encode(Buffer.alloc(256))}`,
    SIGNATURE,
  ],
  [
    'refuses a random signature',
    `${validHead}.${validPayload}.${encode(randomBytes(256))}`,
    SIGNATURE,
  ],
  [
    'refuses a truncated signature',
    `${validHead}.${validPayload}.${encode(Buffer.from(validSignature, 'base64url').subarray(1))}`,
    SIGNATURE,
  ],
  [
    'refuses a signature with a byte before it',
    `${validHead}.${validPayload}.${encode(Buffer.concat([Buffer.alloc(1), Buffer.from(validSignature, 'base64url')]))}`,
    SIGNATURE,
  ],
  [
    'refuses a signature with a byte after it',
    `${validHead}.${validPayload}.${encode(Buffer.concat([Buffer.from(validSignature, 'base64url'), Buffer.alloc(1)]))}`,
    SIGNATURE,
  ],
  [
    'refuses the signature of another token',
    `${validHead}.${validPayload}.${partsOf(withHeader({ typ: 'at+jwt' }))[2]}`,
    SIGNATURE,
  ],
  [
    'refuses changed claims with the old signature',
    `${validHead}.${encode({ ...validClaims, sub: 'bob' })}.${validSignature}`,
    SIGNATURE,
  ],
  [
    'refuses a changed header with the old signature',
    `${encode({ ...validHeader, typ: 'at+jwt' })}.${validPayload}.${validSignature}`,
    SIGNATURE,
  ],
  [
    'refuses the same claims with one more space and the old signature',
    `${validHead}.${encode(`${JSON.stringify(validClaims)} `)}.${validSignature}`,
    SIGNATURE,
  ],
  ['refuses an RS512 header with an RS256 signature', withHeader({ alg: 'RS512' }), SIGNATURE],
  ['refuses an RS256 header with a PSS signature', pss('RS256', 'sha256'), SIGNATURE],
  [
    'refuses an RS256 header with an HMAC made with the public key',
    mac(pem('spki'), 'HS256', { alg: 'RS256' }),
    SIGNATURE,
  ],
];

const attackerJwk = { ...attacker.publicKey.export({ format: 'jwk' }), kid: KID };
const foreign = {
  jwk: attackerJwk,
  jku: 'https://evil.example.com/keys',
  x5u: 'https://evil.example.com/certificate',
  x5c: [attacker.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')],
  x5t: 'AAAA',
};

const headers: readonly Case[] = [
  ...Object.entries(foreign).flatMap(([name, value]): Case[] => [
    [
      `refuses an attacker’s token with its own key in ${name}`,
      withHeader({ [name]: value }, attacker.privateKey),
      SIGNATURE,
    ],
    [`ignores ${name} in a token of the issuer`, withHeader({ [name]: value }), ACCEPTED],
  ]),
  ['refuses crit', withHeader({ crit: ['exp'] }), EXTENSION],
  ['refuses an empty crit', withHeader({ crit: [] }), EXTENSION],
  ['refuses crit that is not a list', withHeader({ crit: 'exp' }), EXTENSION],
  ['refuses crit null', withHeader({ crit: null }), EXTENSION],
  ['refuses b64 false with crit', withHeader({ b64: false, crit: ['b64'] }), EXTENSION],
  ['refuses b64 false without crit', withHeader({ b64: false }), EXTENSION],
  ['refuses b64 true', withHeader({ b64: true }), EXTENSION],
  ['ignores zip if the payload is not compressed', withHeader({ zip: 'DEF' }), ACCEPTED],
  ['ignores cty JWT if the payload is not a token', withHeader({ cty: 'JWT' }), ACCEPTED],
  ['does not distinguish access tokens by typ', withHeader({ typ: 'at+jwt' }), ACCEPTED],
  ['accepts a header without typ', withHeader({ typ: undefined }), ACCEPTED],
];

test.each([...algorithms, ...kids, ...unfitKeys, ...signatures, ...headers])(
  '%s',
  async (_property, token, outcome) => {
    expect(await authorizer.outcome(token)).toBe(outcome);
  },
);
