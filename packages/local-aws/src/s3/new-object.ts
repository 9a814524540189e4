import { authorizeIfMatch } from './authorize-if-match.ts';
import type { Bucket } from './bucket.ts';
import { ACL_HEADER, assertCannedAcl } from './canned-acl.ts';
import { ENCRYPTION_HEADERS, encryptionConditionKeys } from './object-encryption.ts';
import { METADATA_HEADERS, objectMetadata } from './object-metadata.ts';
import { type ObjectTags, readTaggingHeader, TAGGING_HEADER } from './object-tags.ts';
import type { S3Context } from './s3-operation.ts';
import type { S3Request } from './s3-request.ts';
import { readStorageClass, STORAGE_CLASS_HEADER } from './storage-class.ts';
import type { ObjectDescription } from './stored-object.ts';

/** The headers that describe a new object, in PutObject, CopyObject and CreateMultipartUpload. */
export const NEW_OBJECT_HEADERS: readonly string[] = [
  ...METADATA_HEADERS,
  ...ENCRYPTION_HEADERS,
  ACL_HEADER,
  STORAGE_CLASS_HEADER,
  TAGGING_HEADER,
];

/** The headers whose values are condition keys of s3:PutObject, if the request has them. */
const CONDITION_KEY_HEADERS = [
  ACL_HEADER,
  STORAGE_CLASS_HEADER,
  'x-amz-metadata-directive',
  'if-match',
  'if-none-match',
];

/**
 * `object` for requests that create an object: PutObject, CopyObject, CompleteMultipartUpload. `part` for requests that
 * only start an upload or add a part.
 */
export type Creation = 'object' | 'part';

/**
 * Returns the condition keys of s3:PutObject. Tags in the header `x-amz-tagging` are condition keys, too.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export function putObjectKeys(
  request: S3Request,
  creation: Creation,
): Record<string, string | readonly string[]> {
  const { headers } = request;
  const copySource = headers['x-amz-copy-source'];
  return {
    ...Object.fromEntries(
      CONDITION_KEY_HEADERS.flatMap((name) =>
        headers[name] === undefined ? [] : [[`s3:${name}`, headers[name]]],
      ),
    ),
    ...encryptionConditionKeys(request),
    ...(copySource === undefined ? {} : { 's3:x-amz-copy-source': copySource.replace(/^\//, '') }),
    ...requestTagKeys(readTaggingHeader(headers[TAGGING_HEADER])),
    's3:ObjectCreationOperation': String(creation === 'object'),
  };
}

/** Returns the condition keys for the tags that a request sets. */
export function requestTagKeys(tags: ObjectTags): Record<string, string | readonly string[]> {
  return tags.size === 0
    ? {}
    : {
        ...Object.fromEntries(
          [...tags].map(([key, value]) => [`s3:RequestObjectTag/${key}`, value]),
        ),
        's3:RequestObjectTagKeys': [...tags.keys()],
      };
}

/**
 * Checks the permissions to create the object that the headers describe. Tags also need `s3:PutObjectTagging`, and an
 * ACL also needs `s3:PutObjectAcl`: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 *
 * @throws AwsError AccessDenied, NoSuchBucket
 */
export function authorizeNewObject(
  context: S3Context,
  request: S3Request,
  creation: Creation,
): Bucket {
  const bucket = context.access.toObject(request, 's3:PutObject', putObjectKeys(request, creation));
  authorizeIfMatch(context, request, request.headers['if-match']);
  const tags = readTaggingHeader(request.headers[TAGGING_HEADER]);
  if (tags.size > 0) {
    context.access.toObject(request, 's3:PutObjectTagging', requestTagKeys(tags));
  }
  const acl = request.headers[ACL_HEADER];
  if (acl !== undefined) {
    context.access.toObject(request, 's3:PutObjectAcl', { [`s3:${ACL_HEADER}`]: acl });
  }
  return bucket;
}

/** @throws AwsError if a header has an invalid value, or if the caller may not use the KMS key */
export function describeNewObject(
  context: S3Context,
  request: S3Request,
  bucket: Bucket,
): ObjectDescription {
  const { headers } = request;
  assertCannedAcl(headers[ACL_HEADER]);
  return {
    kmsKey: context.encryption.keyForUpload(request, bucket),
    headers: objectMetadata(headers),
    tags: readTaggingHeader(headers[TAGGING_HEADER]),
    storageClass: readStorageClass(headers[STORAGE_CLASS_HEADER]),
  };
}
