import { invalidToken } from './token-refusal.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** A token that was parsed but not verified. */
export interface SignedToken {
  readonly text: string;
  readonly header: JsonObject;
  readonly claims: JsonObject;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses a JWS in compact serialization whose payload is a JSON object. If a member is repeated, the last one counts, as in
 * the function's own JSON.parse. https://www.rfc-editor.org/rfc/rfc7519#section-4 allows this.
 * Throws GatewayError 401.
 */
export function parseToken(text: string): SignedToken {
  const segments = text.split('.');
  const [header, claims] = segments;
  if (segments.length !== 3 || !header || !claims || !segments.every(isBase64Url)) {
    throw invalidToken('the token is not three segments of base64url');
  }
  return { text, header: parseObject(header), claims: parseObject(claims) };
}

/** Accepts only the canonical form: no padding, no other alphabet, no unused bits that are set. */
function isBase64Url(segment: string): boolean {
  return segment !== '' && Buffer.from(segment, 'base64url').toString('base64url') === segment;
}

function parseObject(segment: string): JsonObject {
  const value = parseJson(Buffer.from(segment, 'base64url'));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidToken('the token is not made of JSON objects');
  }
  return value as JsonObject;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(UTF8.decode(bytes));
  } catch {
    throw invalidToken('the token is not made of JSON objects');
  }
}
