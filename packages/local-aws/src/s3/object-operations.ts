import { createHash } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import type { KmsKey } from '../kms/kms-key.ts';
import type { ServiceResponse } from '../service.ts';
import type { StoredObject } from './bucket.ts';
import { readByteRange } from './byte-range.ts';
import { verifyChecksums } from './checksum.ts';
import { ENCRYPTION_HEADERS, encryptionHeaders, encryptionKeys } from './object-encryption.ts';
import { noSuchKey } from './s3-error.ts';
import type { S3Context, S3Operation } from './s3-operation.ts';
import type { S3Request } from './s3-request.ts';

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

/** The endpoint has already removed this coding from the body. */
const CHUNKED_CODING = 'aws-chunked';

const MILLISECONDS_PER_SECOND = 1000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject: S3Operation = {
  parameters: [],
  headers: [
    METADATA_PREFIX,
    ...ENCRYPTION_HEADERS,
    'x-amz-checksum-',
    'x-amz-sdk-checksum-algorithm',
    'x-amz-trailer',
    'x-amz-decoded-content-length',
  ],
  run(context, request) {
    const bucket = context.access.toObject(request, 's3:PutObject', encryptionKeys(request));
    const kmsKey = context.encryption.keyForUpload(request, bucket);
    const object = newObject(request.body, request.headers, context.clock.now(), kmsKey);
    bucket.putObject(request.objectKey, object);
    return {
      status: 200,
      headers: { etag: object.etag, ...encryptionHeaders(object), ...checksumHeaders(object) },
      body: '',
    };
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export const getObject: S3Operation = {
  parameters: [],
  headers: ['x-amz-checksum-mode'],
  run: readObject,
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export const headObject: S3Operation = {
  parameters: [],
  headers: ['x-amz-checksum-mode'],
  run: (context, request) => ({ ...readObject(context, request), body: '' }),
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject: S3Operation = {
  parameters: [],
  headers: [],
  run(context, request) {
    context.access.toObject(request, 's3:DeleteObject').deleteObject(request.objectKey);
    return { status: 204, headers: {}, body: '' };
  },
};

/** @throws AwsError MetadataTooLarge, and the errors of verifyChecksums */
export function newObject(
  body: Buffer,
  headers: Readonly<Record<string, string>>,
  now: Date,
  kmsKey: KmsKey | undefined,
): StoredObject {
  const checksum = verifyChecksums(headers, body);
  const seconds = Math.floor(now.getTime() / MILLISECONDS_PER_SECOND);
  return {
    body,
    etag: `"${createHash('md5').update(body).digest('hex')}"`,
    lastModified: new Date(seconds * MILLISECONDS_PER_SECOND),
    headers: { ...systemMetadata(headers), ...userMetadata(headers) },
    checksum,
    kmsKey,
  };
}

function readObject(context: S3Context, request: S3Request): ServiceResponse {
  const bucket = context.access.toObject(request, 's3:GetObject');
  const object = bucket.object(request.objectKey) ?? refuseMissing(context, request);
  const wantsChecksum = request.headers['x-amz-checksum-mode'] === 'ENABLED';
  if (readsContent(request, object, wantsChecksum)) {
    context.encryption.authorizeDecryption(object, request, bucket);
  }
  const size = object.body.length;
  const range = readByteRange(request.headers.range, size);
  const headers = {
    ...object.headers,
    ...encryptionHeaders(object),
    etag: object.etag,
    'last-modified': object.lastModified.toUTCString(),
    'accept-ranges': 'bytes',
  };
  if (range !== undefined) {
    const part = object.body.subarray(range.first, range.last + 1);
    const contentRange = `bytes ${range.first}-${range.last}/${size}`;
    const rangeHeaders = { 'content-length': String(part.length), 'content-range': contentRange };
    return { status: 206, headers: { ...headers, ...rangeHeaders }, body: part };
  }
  return {
    status: 200,
    headers: {
      ...headers,
      'content-length': String(size),
      ...(wantsChecksum ? checksumHeaders(object) : {}),
    },
    body: object.body,
  };
}

/**
 * Metadata is not encrypted (https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html), so
 * HeadObject needs the KMS key only for the checksum:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
function readsContent(
  { method }: S3Request,
  object: StoredObject,
  wantsChecksum: boolean,
): boolean {
  return method === 'GET' || (wantsChecksum && object.checksum !== undefined);
}

/**
 * A caller who may list the bucket learns that the object does not exist. Other callers are denied, so they cannot find
 * out names.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
function refuseMissing(context: S3Context, request: S3Request): never {
  context.access.toBucket(request, 's3:ListBucket');
  throw noSuchKey(request.objectKey);
}

function checksumHeaders(object: StoredObject): Record<string, string> {
  return object.checksum === undefined
    ? {}
    : { [object.checksum.header]: object.checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' };
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
    // Each character is a byte of the header.
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
  return Object.fromEntries(entries);
}
