import { createBucket, headBucket, listBuckets } from './operations/bucket-operations.ts';
import { deleteObject } from './operations/delete-object.ts';
import { getObject, headObject } from './operations/get-object.ts';
import { listObjects, listObjectsV2 } from './operations/list-operations.ts';
import { putObject } from './operations/put-object.ts';
import { notImplemented } from './s3-error.ts';
import type { S3Operation } from './s3-operation.ts';
import type { S3Request } from './s3-request.ts';

const OPERATIONS: ReadonlyMap<string, S3Operation> = new Map([
  ['GET service', listBuckets],
  ['PUT bucket', createBucket],
  ['HEAD bucket', headBucket],
  ['GET bucket', listObjects],
  ['GET bucket?list-type', listObjectsV2],
  ['PUT object', putObject],
  ['GET object', getObject],
  ['HEAD object', headObject],
  ['DELETE object', deleteObject],
]);

/** Headers that every request may have: those of signatures and SDKs, and the one that BucketAccess checks. */
const COMMON_HEADERS = new Set([
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-expected-bucket-owner',
  'x-amz-security-token',
  'x-amz-user-agent',
]);

const CONDITIONAL_HEADER = /^if-/;

/**
 * Returns the operation that a request asks for.
 *
 * @throws AwsError NotImplemented that names the operation, parameter or header that is not supported
 */
export function findOperation(request: S3Request): S3Operation {
  const target = targetOf(request);
  const subresource = request.parameters.has('list-type') ? '?list-type' : '';
  const operation = OPERATIONS.get(`${request.method} ${target}${subresource}`);
  const allowedParameters = operation?.parameters ?? [];
  for (const name of request.parameters.keys()) {
    if (!allowedParameters.includes(name)) {
      throw notImplemented(`the parameter ${name} of ${request.method} on a ${target}`);
    }
  }
  if (operation === undefined) {
    throw notImplemented(`${request.method} on a ${target}`);
  }
  for (const name of Object.keys(request.headers)) {
    if (!isSupportedHeader(name, operation)) {
      throw notImplemented(`the header ${name} of ${request.method} on a ${target}`);
    }
  }
  return operation;
}

function targetOf(request: S3Request): 'service' | 'bucket' | 'object' {
  if (request.bucketName === '') {
    return 'service';
  }
  return request.objectKey === '' ? 'bucket' : 'object';
}

function isSupportedHeader(name: string, operation: S3Operation): boolean {
  if (CONDITIONAL_HEADER.test(name)) {
    return false;
  }
  return (
    !name.startsWith('x-amz-') ||
    COMMON_HEADERS.has(name) ||
    operation.headers.some((known) =>
      known.endsWith('-') ? name.startsWith(known) : name === known,
    )
  );
}
