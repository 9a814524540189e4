import { abortMultipartUpload } from './operations/abort-multipart-upload.ts';
import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  headBucket,
  listBuckets,
} from './operations/bucket-operations.ts';
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts';
import { copyObject } from './operations/copy-object.ts';
import { deleteBucketCors, getBucketCors, putBucketCors } from './operations/cors-operations.ts';
import { createMultipartUpload } from './operations/create-multipart-upload.ts';
import { deleteObject } from './operations/delete-object.ts';
import { deleteObjects } from './operations/delete-objects.ts';
import { getObject, headObject } from './operations/get-object.ts';
import { getObjectAttributes } from './operations/get-object-attributes.ts';
import { listMultipartUploads } from './operations/list-multipart-uploads.ts';
import { listObjects, listObjectsV2 } from './operations/list-operations.ts';
import { listParts } from './operations/list-parts.ts';
import { putObject } from './operations/put-object.ts';
import {
  deleteObjectTagging,
  getObjectTagging,
  putObjectTagging,
} from './operations/tagging-operations.ts';
import { uploadPart } from './operations/upload-part.ts';
import { uploadPartCopy } from './operations/upload-part-copy.ts';
import { notImplemented } from './s3-error.ts';
import type { S3Operation } from './s3-operation.ts';
import type { S3Request } from './s3-request.ts';
import { UNSUPPORTED_SUBRESOURCES, unsupportedOperation } from './unsupported-operations.ts';

/** The supported operations, by method, target, and the query parameter or header that selects the operation. */
const OPERATIONS: ReadonlyMap<string, S3Operation> = new Map([
  ['GET service', listBuckets],
  ['PUT bucket', createBucket],
  ['HEAD bucket', headBucket],
  ['DELETE bucket', deleteBucket],
  ['GET bucket', listObjects],
  ['GET bucket?list-type', listObjectsV2],
  ['GET bucket?location', getBucketLocation],
  ['GET bucket?cors', getBucketCors],
  ['PUT bucket?cors', putBucketCors],
  ['DELETE bucket?cors', deleteBucketCors],
  ['GET bucket?uploads', listMultipartUploads],
  ['POST bucket?delete', deleteObjects],
  ['PUT object', putObject],
  ['PUT object from x-amz-copy-source', copyObject],
  ['GET object', getObject],
  ['HEAD object', headObject],
  ['DELETE object', deleteObject],
  ['GET object?attributes', getObjectAttributes],
  ['GET object?tagging', getObjectTagging],
  ['PUT object?tagging', putObjectTagging],
  ['DELETE object?tagging', deleteObjectTagging],
  ['POST object?uploads', createMultipartUpload],
  ['PUT object?uploadId', uploadPart],
  ['PUT object?uploadId from x-amz-copy-source', uploadPartCopy],
  ['GET object?uploadId', listParts],
  ['POST object?uploadId', completeMultipartUpload],
  ['DELETE object?uploadId', abortMultipartUpload],
]);

/** The query parameters that select an operation. */
const SUBRESOURCES = new Set([
  ...[...OPERATIONS.keys()].flatMap((selector) => selector.split(/[ ?]/).slice(2, 3)),
  ...UNSUPPORTED_SUBRESOURCES,
]);

/** Headers that every request may have: those of signatures and SDKs, and the one that BucketAccess checks. */
const COMMON_HEADERS = new Set([
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-expected-bucket-owner',
  'x-amz-security-token',
  'x-amz-user-agent',
]);

const RESTRICTED_HEADER = /^(?:x-amz-|if-)/;

/**
 * Returns the operation that a request asks for. An unsupported operation throws NotImplemented when it runs, after the
 * authorization.
 *
 * @throws AwsError NotImplemented that names the parameter or header that is not supported
 */
export function findOperation(request: S3Request): Pick<S3Operation, 'readsBody' | 'run'> {
  const target = targetOf(request);
  const where = `${request.method} on ${target === 'object' ? 'an' : 'a'} ${target}`;
  const selector = selectorOf(request, target);
  const operation = OPERATIONS.get(selector);
  const unsupported = unsupportedOperation(selector);
  if (operation === undefined && unsupported !== undefined) {
    return unsupported;
  }
  for (const parameter of request.parameters.keys()) {
    if (!isKnown(parameter, operation?.parameters ?? [])) {
      throw notImplemented(`the parameter ${parameter} of ${where}`);
    }
  }
  if (operation === undefined) {
    throw notImplemented(where);
  }
  for (const header of Object.keys(request.headers)) {
    const isRestricted = RESTRICTED_HEADER.test(header) && !COMMON_HEADERS.has(header);
    if (isRestricted && !isKnown(header, operation.headers)) {
      throw notImplemented(`the header ${header} of ${where}`);
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

function selectorOf({ method, parameters, headers }: S3Request, target: string): string {
  const subresource = [...parameters.keys()].find((name) => SUBRESOURCES.has(name));
  const isCopy = method === 'PUT' && headers['x-amz-copy-source'] !== undefined;
  const parameter = subresource === undefined ? '' : `?${subresource}`;
  return `${method} ${target}${parameter}${isCopy ? ' from x-amz-copy-source' : ''}`;
}

/** Returns whether `known` contains the name. An entry that ends with `-` is a prefix. */
function isKnown(name: string, known: readonly string[]): boolean {
  return known.some((entry) => (entry.endsWith('-') ? name.startsWith(entry) : name === entry));
}
