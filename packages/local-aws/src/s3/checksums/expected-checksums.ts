import { AwsError } from '../../aws-error.ts';
import { invalidRequest, notImplemented } from '../s3-error.ts';
import {
  type ChecksumAlgorithm,
  checksumAlgorithms,
  DEFAULT_ALGORITHM,
  findAlgorithm,
} from './checksum-algorithm.ts';

const HEADER_PREFIX = 'x-amz-checksum-';

/** The headers that begin with `x-amz-checksum-` but contain no checksum. */
const NOT_CHECKSUMS = new Set([
  'x-amz-checksum-algorithm',
  'x-amz-checksum-mode',
  'x-amz-checksum-type',
]);

/** Bytes. */
const MD5_BYTES = 16;

/** The checksums that the headers of a request announce for the body. */
export interface ExpectedChecksums {
  /** The algorithm of the checksum that S3 computes and stores. */
  readonly algorithm: ChecksumAlgorithm;
  /** The expected checksum in Base64, if a header contains it. */
  readonly value?: string;
  /** The name of the trailer that contains the expected checksum, if a trailer contains it. */
  readonly trailer?: string;
  /** The value of Content-MD5, in Base64. */
  readonly md5?: string;
  /** If false, the request has no checksum, and the algorithm is the default. */
  readonly isRequested: boolean;
}

/** The headers about checksums that an operation with a body reads. An entry that ends with `-` is a prefix. */
export const CHECKSUM_HEADERS: readonly string[] = [
  HEADER_PREFIX,
  'x-amz-sdk-checksum-algorithm',
  'x-amz-trailer',
  'x-amz-decoded-content-length',
];

/** @throws AwsError InvalidDigest, InvalidRequest, NotImplemented */
export function readExpectedChecksums(
  headers: Readonly<Record<string, string>>,
  defaultAlgorithm: ChecksumAlgorithm = DEFAULT_ALGORITHM,
): ExpectedChecksums {
  const md5 = readContentMd5(headers['content-md5']);
  const trailer = readTrailer(headers['x-amz-trailer']);
  const names = Object.keys(headers).filter(isChecksum);
  const [name, ...others] = trailer === undefined ? names : [...names, trailer];
  if (others.length > 0) {
    throw invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  const declared = headers['x-amz-sdk-checksum-algorithm'];
  if (name === undefined) {
    if (declared !== undefined) {
      throw invalidRequest(
        'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
      );
    }
    return { algorithm: defaultAlgorithm, md5, isRequested: false };
  }
  const algorithm = algorithmOf(name);
  if (declared !== undefined && declared.toUpperCase() !== algorithm.name) {
    throw invalidRequest('Value for x-amz-sdk-checksum-algorithm header is invalid.');
  }
  const value = headers[name];
  if (value !== undefined) {
    assertChecksumForm(algorithm, value);
  }
  return { algorithm, value, trailer, md5, isRequested: true };
}

/** @throws AwsError InvalidRequest unless the value has the length of a checksum of the algorithm */
function assertChecksumForm({ header, bytes }: ChecksumAlgorithm, value: string): void {
  if (!isBase64Of(bytes, value)) {
    throw invalidRequest(`Value for ${header} header is invalid.`);
  }
}

/** @throws AwsError InvalidRequest, NotImplemented */
export function readAlgorithmName(name: string, header: string): ChecksumAlgorithm {
  const algorithm = findAlgorithm(name.toUpperCase());
  if (algorithm === undefined) {
    if (/^(MD5|SHA512|XXHASH(64|3|128))$/i.test(name)) {
      throw notImplemented(`the checksum algorithm ${name}`);
    }
    throw invalidRequest(`Checksum algorithm provided is unsupported in ${header}.`);
  }
  return algorithm;
}

function algorithmOf(header: string): ChecksumAlgorithm {
  const algorithm = checksumAlgorithms().find((known) => known.header === header);
  if (algorithm === undefined) {
    throw notImplemented(`the header ${header}`);
  }
  return algorithm;
}

function isChecksum(header: string): boolean {
  return header.startsWith(HEADER_PREFIX) && !NOT_CHECKSUMS.has(header);
}

/** Returns the name of the trailer with the checksum. Throws AwsError NotImplemented for other trailers. */
function readTrailer(header: string | undefined): string | undefined {
  if (header === undefined) {
    return undefined;
  }
  const trailer = header.trim().toLowerCase();
  if (!isChecksum(trailer)) {
    throw notImplemented(`the trailer ${trailer}`);
  }
  return trailer;
}

function readContentMd5(value: string | undefined): string | undefined {
  if (value !== undefined && !isBase64Of(MD5_BYTES, value)) {
    throw new AwsError('InvalidDigest', 'The Content-MD5 you specified is not valid.');
  }
  return value;
}

function isBase64Of(bytes: number, value: string): boolean {
  const decoded = Buffer.from(value, 'base64');
  return decoded.length === bytes && decoded.toString('base64') === value;
}
