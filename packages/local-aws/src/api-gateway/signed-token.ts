import { invalidToken } from './token-refusal.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** A token as it came, read but not verified. */
export interface SignedToken {
  readonly text: string;
  readonly header: JsonObject;
  readonly claims: JsonObject;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a JWS in compact serialization whose payload is a JSON object. Of a repeated member the last counts, as
 * https://www.rfc-editor.org/rfc/rfc7519#section-4 allows: JSON.parse shows the function the same.
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

/** In its one canonical spelling: no padding, no other alphabet, no spare bits. */
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
