import { CheckedBody } from '../checksums/checked-body.ts';
import type { ChecksumAlgorithm } from '../checksums/checksum-algorithm.ts';
import { readAlgorithmName } from '../checksums/expected-checksums.ts';
import { checksumElements } from '../checksums/object-checksum.ts';
import { assertWritable, WRITE_CONDITIONS } from '../conditions.ts';
import { piecesOf } from '../content/content.ts';
import { COPY_SOURCE_HEADERS, type CopySource, findCopySource } from '../copy-source.ts';
import {
  authorizeNewObject,
  describeNewObject,
  NEW_OBJECT_HEADERS,
  requestTagKeys,
} from '../new-object.ts';
import { encryptionHeaders } from '../object-encryption.ts';
import { TAGGING_HEADER } from '../object-tags.ts';
import { putStoredObject } from '../put-stored-object.ts';
import { invalidArgument, invalidRequest, notImplemented } from '../s3-error.ts';
import type { S3Context, S3Operation } from '../s3-operation.ts';
import type { S3Request } from '../s3-request.ts';
import { type ObjectDescription, wholeSeconds } from '../stored-object.ts';
import { xmlResponse } from '../xml.ts';

const ALGORITHM_HEADER = 'x-amz-checksum-algorithm';
/** Version 2 of the AWS CLI sends `EXCLUDE`. */
const ANNOTATION_DIRECTIVE = 'x-amz-object-annotation-directive';
const METADATA_DIRECTIVE = 'x-amz-metadata-directive';
const TAGGING_DIRECTIVE = 'x-amz-tagging-directive';

/** Bytes. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
const MAX_SOURCE_BYTES = 5 * 1024 ** 3;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copyObject: S3Operation = {
  parameters: [],
  headers: [
    ...COPY_SOURCE_HEADERS,
    ...NEW_OBJECT_HEADERS,
    ...WRITE_CONDITIONS,
    ALGORITHM_HEADER,
    ANNOTATION_DIRECTIVE,
    METADATA_DIRECTIVE,
    TAGGING_DIRECTIVE,
  ],
  async run(context, request) {
    const bucket = authorizeNewObject(context, request, 'object');
    const source = findCopySource(context, request);
    assertWritable(request.headers, request.objectKey, bucket.object(request.objectKey));
    assertCopyable(request, source);
    const description = describeCopy(
      context,
      request,
      source,
      describeNewObject(context, request, bucket),
    );
    const body = new CheckedBody(piecesOf(source.object.content), {
      algorithm: algorithmOf(request, source),
      isRequested: false,
    });
    const content = await context.contents.store(body);
    const { md5, checksum } = body.digests;
    const etag = `"${md5}"`;
    const lastModified = wholeSeconds(context.clock.now());
    putStoredObject(context, request, { ...description, content, etag, lastModified, checksum });
    const response = xmlResponse('CopyObjectResult', [
      ['LastModified', lastModified.toISOString()],
      ['ETag', etag],
      ...checksumElements(checksum),
    ]);
    return { ...response, headers: { ...response.headers, ...encryptionHeaders(description) } };
  },
};

/**
 * Returns the properties of the copy. Metadata and tags are those of the source, unless a directive replaces them. The
 * storage class is never copied from the source.
 */
function describeCopy(
  context: S3Context,
  request: S3Request,
  { object, request: sourceRequest }: CopySource,
  described: ObjectDescription,
): ObjectDescription {
  const { headers } = request;
  const replacesTags = readDirective(headers, TAGGING_DIRECTIVE) === 'REPLACE';
  if (!replacesTags && headers[TAGGING_HEADER] !== undefined) {
    throw invalidArgument(
      `The header ${TAGGING_HEADER} needs the header ${TAGGING_DIRECTIVE}: REPLACE`,
      TAGGING_HEADER,
      headers[TAGGING_HEADER],
    );
  }
  if (!replacesTags && object.tags.size > 0) {
    context.access.toObject(sourceRequest, 's3:GetObjectTagging');
    context.access.toObject(request, 's3:PutObjectTagging', requestTagKeys(object.tags));
  }
  return {
    ...described,
    tags: replacesTags ? described.tags : object.tags,
    headers:
      readDirective(headers, METADATA_DIRECTIVE) === 'REPLACE' ? described.headers : object.headers,
  };
}

/** @throws AwsError InvalidRequest; NotImplemented for a request to copy annotations, which the local S3 does not have */
function assertCopyable({ bucketName, objectKey, headers }: S3Request, source: CopySource): void {
  const annotations = headers[ANNOTATION_DIRECTIVE] ?? 'EXCLUDE';
  if (annotations !== 'EXCLUDE') {
    throw notImplemented(`the value ${annotations} of the header ${ANNOTATION_DIRECTIVE}`);
  }
  if (source.object.content.size > MAX_SOURCE_BYTES) {
    throw invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_SOURCE_BYTES}`,
    );
  }
  const isItself = source.bucket.name === bucketName && source.request.objectKey === objectKey;
  const changesSomething =
    readDirective(headers, METADATA_DIRECTIVE) === 'REPLACE' ||
    headers['x-amz-storage-class'] !== undefined ||
    headers['x-amz-server-side-encryption'] !== undefined;
  if (isItself && !changesSomething) {
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
}

/** @throws AwsError InvalidArgument */
function readDirective(
  headers: S3Request['headers'],
  name: typeof METADATA_DIRECTIVE | typeof TAGGING_DIRECTIVE,
): 'COPY' | 'REPLACE' {
  const value = headers[name] ?? 'COPY';
  if (value !== 'COPY' && value !== 'REPLACE') {
    throw invalidArgument(`Unknown value of ${name}. Use COPY or REPLACE.`, name, value);
  }
  return value;
}

/**
 * Returns the checksum algorithm of the copy: the algorithm in the request, or else the algorithm of the source. The
 * checksum of a copy always has the type `FULL_OBJECT`.
 */
function algorithmOf({ headers }: S3Request, { object }: CopySource): ChecksumAlgorithm {
  const name = headers[ALGORITHM_HEADER];
  if (name !== undefined) {
    return readAlgorithmName(name, ALGORITHM_HEADER);
  }
  return object.checksum.algorithm;
}
