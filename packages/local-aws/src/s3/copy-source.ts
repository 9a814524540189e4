import type { AwsError } from '../aws-error.ts';
import type { Bucket } from './bucket.ts';
import { assertCopySource, COPY_SOURCE_CONDITIONS } from './conditions.ts';
import { invalidArgument, notImplemented } from './s3-error.ts';
import type { S3Context } from './s3-operation.ts';
import type { S3Request } from './s3-request.ts';
import type { StoredObject } from './stored-object.ts';

const SOURCE_HEADER = 'x-amz-copy-source';
const SOURCE_OWNER_HEADER = 'x-amz-source-expected-bucket-owner';

export const COPY_SOURCE_HEADERS: readonly string[] = [
  SOURCE_HEADER,
  SOURCE_OWNER_HEADER,
  ...COPY_SOURCE_CONDITIONS,
];

export interface CopySource {
  readonly bucket: Bucket;
  readonly object: StoredObject;
  /** A request for the source object, with which permissions on the source are checked. */
  readonly request: S3Request;
}

/**
 * Returns the source object of a copy, if the caller has the permission to read the object.
 *
 * @throws AwsError AccessDenied, InvalidArgument, NoSuchBucket, NoSuchKey, NotImplemented, PreconditionFailed
 */
export function findCopySource(context: S3Context, request: S3Request): CopySource {
  const sourceRequest = requestForSource(request);
  const bucket = context.access.toObject(sourceRequest, 's3:GetObject');
  const object =
    bucket.object(sourceRequest.objectKey) ?? context.access.refuseMissing(sourceRequest);
  context.encryption.authorizeDecryption(object, sourceRequest, bucket);
  assertCopySource(request.headers, object);
  return { bucket, object, request: sourceRequest };
}

function requestForSource(request: S3Request): S3Request {
  const header = request.headers[SOURCE_HEADER] ?? '';
  const [path = '', query] = header.replace(/^\//, '').split('?');
  if (query !== undefined) {
    throw notImplemented(`the version (${query}) of ${SOURCE_HEADER}`);
  }
  if (path.startsWith('arn:')) {
    throw notImplemented(`the access point of ${SOURCE_HEADER}`);
  }
  const slash = path.indexOf('/');
  const owner = request.headers[SOURCE_OWNER_HEADER];
  const source: S3Request = {
    ...request,
    bucketName: decode(path.slice(0, slash), header),
    objectKey: decode(path.slice(slash + 1), header),
    headers: owner === undefined ? {} : { 'x-amz-expected-bucket-owner': owner },
  };
  if (slash <= 0 || source.objectKey === '') {
    throw invalidSource(header);
  }
  return source;
}

/** Decodes a bucket name or key. Some clients percent-encode the UTF-8 text, and some do not. */
function decode(text: string, header: string): string {
  try {
    return decodeURIComponent(Buffer.from(text.replaceAll('+', ' '), 'latin1').toString('utf8'));
  } catch {
    throw invalidSource(header);
  }
}

function invalidSource(header: string): AwsError {
  return invalidArgument(
    'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    SOURCE_HEADER,
    header,
  );
}
