import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** The local time of these tests, in seconds. */
export const NOW = 1_800_000_000;
export const ISSUER = 'https://id.example.com/tenant';
export const AUDIENCE = 'broker';
export const KID = 'key-1';

const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });

/** The issuer publishes `issuer`, `second` and the unsuitable keys. It does not publish `attacker`. */
export const keys = {
  issuer: rsa(2_048),
  second: rsa(2_048),
  attacker: rsa(2_048),
  short: rsa(1_024),
  tiny: rsa(512),
  curve: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  edwards: generateKeyPairSync('ed25519'),
};

type Json = Readonly<Record<string, unknown>>;
/** Strings and bytes are used unchanged, other values as JSON. */
type Part = Json | string | Uint8Array;

export const validHeader = { alg: 'RS256', typ: 'JWT', kid: KID };

export const validClaims = {
  iss: ISSUER,
  sub: 'alice',
  aud: AUDIENCE,
  iat: NOW - 60,
  exp: NOW + 3_600,
};

export function encode(part: Part): string {
  const plain = typeof part === 'string' || part instanceof Uint8Array;
  return Buffer.from(plain ? part : JSON.stringify(part)).toString('base64url');
}

/** Signs header and payload unchanged, with any key. */
export function signed(
  header: Part,
  payload: Part,
  key: Parameters<typeof sign>[2] = keys.issuer.privateKey,
  digest: string | null = 'sha256',
): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${sign(digest, Buffer.from(input), key).toString('base64url')}`;
}

/** Returns a token of the issuer. An undefined member is removed. */
export function withHeader(header: Json, key?: KeyObject, digest?: string): string {
  return signed({ ...validHeader, ...header }, validClaims, key, digest);
}

export function withClaims(claims: Json): string {
  return signed(validHeader, { ...validClaims, ...claims });
}

export const validToken = signed(validHeader, validClaims);

/** Returns the parts of a token as strings. */
export function partsOf(token: string): [header: string, payload: string, signature: string] {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return [header, payload, signature];
}
