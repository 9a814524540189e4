import { AwsError } from '../aws-error.ts';
import { decodeMetadata, encodeMetadata } from './metadata-encoding.ts';

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
const DEFAULT_CONTENT_TYPE = 'binary/octet-stream';
const METADATA_PREFIX = 'x-amz-meta-';
const MAX_METADATA_BYTES = 2048;
const SYSTEM_METADATA = [
  'cache-control',
  'content-disposition',
  'content-language',
  'content-type',
  'expires',
];

/** S3 does not store this coding, because the endpoint has already decoded the chunks of the body. */
const CHUNKED_CODING = 'aws-chunked';

/** The `x-amz-*` headers that contain metadata. An entry that ends with `-` is a prefix. */
export const METADATA_HEADERS: readonly string[] = [METADATA_PREFIX];

/**
 * Returns the metadata in the headers of a request, in the form in which reads return the metadata.
 *
 * @throws AwsError MetadataTooLarge
 */
export function objectMetadata(headers: Readonly<Record<string, string>>): Record<string, string> {
  return { ...systemMetadata(headers), ...userMetadata(headers) };
}

function systemMetadata(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': DEFAULT_CONTENT_TYPE };
  for (const name of SYSTEM_METADATA) {
    const value = headers[name];
    if (value !== undefined) {
      kept[name] = value;
    }
  }
  const codings = (headers['content-encoding'] ?? '').split(',');
  const encoding = codings
    .filter((coding) => coding.trim() !== CHUNKED_CODING)
    .join(',')
    .trim();
  return encoding === '' ? kept : { ...kept, 'content-encoding': encoding };
}

function userMetadata(headers: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(headers).filter(([name]) => name.startsWith(METADATA_PREFIX));
  const size = entries.reduce(
    // Node.js gives each byte of a header as one character, so the length is the number of bytes.
    (sum, [name, value]) => sum + name.length - METADATA_PREFIX.length + value.length,
    0,
  );
  if (size > MAX_METADATA_BYTES) {
    throw new AwsError(
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size',
      400,
      { Size: String(size), MaxSizeAllowed: String(MAX_METADATA_BYTES) },
    );
  }
  return Object.fromEntries(
    entries.map(([name, value]) => [name, encodeMetadata(decodeMetadata(value))]),
  );
}
