import { createHash } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import { incompleteSignature } from './signature-errors.ts';

/** Values by header name in lower case, as received. */
export type HeaderValues = ReadonlyMap<string, readonly string[]>;

export interface CanonicalInput {
  readonly method: string;
  readonly rawPath: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: HeaderValues;
  readonly signedHeaders: readonly string[];
  readonly payloadHash: string;
  readonly service: string;
}

/**
 * Returns the canonical request with the bytes of the headers as received. Node.js reads each byte as a character.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request
 */
export function canonicalRequest(input: CanonicalInput): Buffer {
  const headers = input.signedHeaders.map(
    (name) => `${name}:${canonicalHeaderValue(input.headers.get(name) ?? [])}\n`,
  );
  const lines = [
    input.method,
    input.service === 's3' ? s3Path(input.rawPath) : normalizedPath(input.rawPath),
    canonicalQuery(input.query),
    headers.join(''),
    input.signedHeaders.join(';'),
    input.payloadHash,
  ];
  return Buffer.from(lines.join('\n'), 'latin1');
}

/** Groups Node's list of names and values by name. */
export function headerValues(rawHeaders: readonly string[]): HeaderValues {
  const headers = new Map<string, string[]>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), rawHeaders[i + 1] ?? '']);
  }
  return headers;
}

/** Returns the value of a header, or `undefined`. Throws IncompleteSignature if the header is repeated. */
export function onlyHeader(headers: HeaderValues, name: string): string | undefined {
  const values = headers.get(name) ?? [];
  if (values.length > 1) {
    throw incompleteSignature(`The header ${name} must not be repeated.`);
  }
  return values[0];
}

export function splitUrl(url: string): { rawPath: string; rawQuery: string } {
  const mark = url.indexOf('?');
  return mark < 0
    ? { rawPath: url, rawQuery: '' }
    : { rawPath: url.slice(0, mark), rawQuery: url.slice(mark + 1) };
}

/** Returns decoded names and values. `+` stays `+`, because SigV4 writes a space as `%20`. Throws InvalidURI. */
export function parseQueryString(rawQuery: string): (readonly [name: string, value: string])[] {
  return rawQuery
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0
        ? [decode(pair), '']
        : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
    });
}

export function sha256Hex(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Only ASCII spaces count: in UTF-8, a part of another character can look like a no-break space. */
function canonicalHeaderValue(values: readonly string[]): string {
  return values.map((value) => value.replace(/[ \t]+/g, ' ').replace(/^ | $/g, '')).join(',');
}

function canonicalQuery(query: CanonicalInput['query']): string {
  return query
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** After encoding, all characters are ASCII, and JavaScript's order is the order of bytes. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** S3's paths are encoded once and never normalized, because `a//b` and `a/../b` are object keys. */
function s3Path(rawPath: string): string {
  return rawPath
    .split('/')
    .map((segment) => uriEncode(decode(segment)))
    .join('/');
}

/** The path of every other service is normalized (RFC 3986, 5.2.4), and its encoded form is encoded once more. */
function normalizedPath(rawPath: string): string {
  const segments: string[] = [];
  for (const segment of rawPath.split('/')) {
    if (segment === '..') {
      segments.pop();
    } else if (segment !== '' && segment !== '.') {
      segments.push(uriEncode(segment));
    }
  }
  const path = `/${segments.join('/')}`;
  return rawPath.endsWith('/') && segments.length > 0 ? `${path}/` : path;
}

function uriEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', 'The request has a percent-encoding that cannot be decoded.');
  }
}
