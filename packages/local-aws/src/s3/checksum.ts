import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from '../aws-error.ts';
import { invalidRequest, notImplemented } from './s3-error.ts';

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html

export interface ObjectChecksum {
  /** `x-amz-checksum-crc32` */
  readonly header: string;
  /** Base64. */
  readonly value: string;
  /** `CRC32` */
  readonly algorithm: string;
}

const HEADER_PREFIX = 'x-amz-checksum-';
const CRC32_BYTES = 4;

/** CRC32C and CRC64NVME are not supported, because Node.js has neither, and AWS SDKs send CRC32 by default. */
const ALGORITHMS: ReadonlyMap<string, (body: Buffer) => string> = new Map([
  ['crc32', crc32Base64],
  ['sha1', (body: Buffer) => createHash('sha1').update(body).digest('base64')],
  ['sha256', (body: Buffer) => createHash('sha256').update(body).digest('base64')],
]);

/** Headers with the prefix of a checksum that are not checksums. */
const NOT_CHECKSUMS = new Set(['x-amz-checksum-mode']);

/**
 * Compares a body with the checksums in headers and trailers.
 *
 * @returns the checksum that S3 stores with the object
 * @throws AwsError BadDigest, InvalidDigest, InvalidRequest, MalformedTrailerError, NotImplemented
 */
export function verifyChecksums(
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): ObjectChecksum | undefined {
  verifyContentMd5(headers['content-md5'], body);
  assertTrailerArrived(headers);
  const [header, ...others] = Object.keys(headers).filter(
    (name) => name.startsWith(HEADER_PREFIX) && !NOT_CHECKSUMS.has(name),
  );
  if (others.length > 0) {
    throw invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  if (header === undefined) {
    if (headers['x-amz-sdk-checksum-algorithm'] !== undefined) {
      throw invalidRequest(
        'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
      );
    }
    return undefined;
  }
  return verifyChecksum(header, headers[header] ?? '', body);
}

function verifyChecksum(header: string, value: string, body: Buffer): ObjectChecksum {
  const name = header.slice(HEADER_PREFIX.length);
  const compute = ALGORITHMS.get(name);
  if (compute === undefined) {
    throw notImplemented(`the header ${header}`);
  }
  const expected = compute(body);
  if (value.length !== expected.length) {
    throw invalidRequest(`Value for ${header} header is invalid.`);
  }
  const algorithm = name.toUpperCase();
  if (value !== expected) {
    throw new AwsError(
      'BadDigest',
      `The ${algorithm} you specified did not match the calculated checksum.`,
    );
  }
  return { header, value, algorithm };
}

function verifyContentMd5(value: string | undefined, body: Buffer): void {
  if (value === undefined) {
    return;
  }
  const expected = createHash('md5').update(body).digest('base64');
  if (value.length !== expected.length) {
    throw new AwsError('InvalidDigest', 'The Content-MD5 you specified is not valid.');
  }
  if (value !== expected) {
    throw new AwsError(
      'BadDigest',
      'The Content-MD5 you specified did not match what we received.',
    );
  }
}

function assertTrailerArrived(headers: Readonly<Record<string, string>>): void {
  const trailer = headers['x-amz-trailer']?.toLowerCase();
  if (trailer !== undefined && headers[trailer] === undefined) {
    throw new AwsError(
      'MalformedTrailerError',
      'The request contained trailing data that was not well-formed or did not conform to our published schema.',
    );
  }
}

function crc32Base64(body: Buffer): string {
  const checksum = Buffer.alloc(CRC32_BYTES);
  checksum.writeUInt32BE(crc32(body));
  return checksum.toString('base64');
}
