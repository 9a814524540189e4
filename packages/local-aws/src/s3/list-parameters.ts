import { invalidArgument } from './s3-error.ts';

const MAX_KEYS = 1000;
const MAX_INTEGER = 2_147_483_647;

/** The common parameters of ListObjects and ListObjectsV2. */
export interface ListParameters {
  readonly prefix: string;
  /** Empty if there is none. */
  readonly delimiter: string;
  /** 0 to 1,000. */
  readonly maxKeys: number;
  readonly encodingType: 'url' | undefined;
  /** Encodes a key, prefix, delimiter or marker according to the encoding type. */
  encode(text: string): string;
}

/** @throws AwsError InvalidArgument */
export function readListParameters(parameters: ReadonlyMap<string, string>): ListParameters {
  const encodingType = readEncodingType(parameters.get('encoding-type'));
  return {
    prefix: parameters.get('prefix') ?? '',
    delimiter: parameters.get('delimiter') ?? '',
    maxKeys: readInteger(parameters, 'max-keys', { byDefault: MAX_KEYS, limit: MAX_KEYS }),
    encodingType,
    encode: encodingType === undefined ? (text) => text : urlEncode,
  };
}

/** @throws AwsError InvalidArgument unless the value is `true` or `false` */
export function readFlag(parameters: ReadonlyMap<string, string>, name: string): boolean {
  const value = parameters.get(name) ?? 'false';
  if (value !== 'true' && value !== 'false') {
    throw invalidArgument(`${name} must be true or false`, name, value);
  }
  return value === 'true';
}

/**
 * Reads an integer parameter. Returns `limit` if the value is larger.
 *
 * @throws AwsError InvalidArgument unless the value is an integer of at least 0
 */
export function readInteger(
  parameters: ReadonlyMap<string, string>,
  name: string,
  { byDefault, limit = MAX_INTEGER }: { readonly byDefault: number; readonly limit?: number },
): number {
  const value = parameters.get(name);
  if (value === undefined) {
    return byDefault;
  }
  if (!/^\d{1,10}$/.test(value) || Number(value) > MAX_INTEGER) {
    throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, value);
  }
  return Math.min(Number(value), limit);
}

function readEncodingType(value: string | undefined): 'url' | undefined {
  if (value !== undefined && value !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', value);
  }
  return value;
}

/**
 * S3 encodes as HTML forms do: a space becomes `+`, and `/` and `*` stay. AWS's example is `test_file%283%29.png`.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html#API_ListObjectsV2_RequestSyntax
 */
function urlEncode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+');
}
