import { CheckedBody } from '../checksums/checked-body.ts';
import { CHECKSUM_HEADERS, readExpectedChecksums } from '../checksums/expected-checksums.ts';
import { requestTagKeys } from '../new-object.ts';
import { NO_TAGS, readTaggingXml, tagElements } from '../object-tags.ts';
import type { S3Context, S3Operation } from '../s3-operation.ts';
import type { S3Request } from '../s3-request.ts';
import type { StoredObject } from '../stored-object.ts';
import { xmlResponse } from '../xml.ts';
import { readSmallBody } from '../xml-body.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html */
export const getObjectTagging: S3Operation = {
  parameters: ['tagging'],
  headers: [],
  run(context, request) {
    const { tags } = find(context, request, 's3:GetObjectTagging');
    return xmlResponse('Tagging', [['TagSet', tagElements(tags)]]);
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html */
export const putObjectTagging: S3Operation = {
  parameters: ['tagging'],
  headers: CHECKSUM_HEADERS,
  readsBody: true,
  async run(context, request) {
    // The body contains the tags, which are condition keys. So the body is read before the permissions are checked.
    const body = new CheckedBody(request.body, readExpectedChecksums(request.headers));
    const tags = readTaggingXml((await readSmallBody(body)).toString('utf8'));
    const object = find(context, request, 's3:PutObjectTagging', requestTagKeys(tags));
    context.buckets.get(request.bucketName).updateObject(request.objectKey, { ...object, tags });
    return { status: 200, headers: {}, body: '' };
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html */
export const deleteObjectTagging: S3Operation = {
  parameters: ['tagging'],
  headers: [],
  run(context, request) {
    const object = find(context, request, 's3:DeleteObjectTagging');
    const untagged = { ...object, tags: NO_TAGS };
    context.buckets.get(request.bucketName).updateObject(request.objectKey, untagged);
    return { status: 204, headers: {}, body: '' };
  },
};

function find(
  context: S3Context,
  request: S3Request,
  action: string,
  keys: Readonly<Record<string, string | readonly string[]>> = {},
): StoredObject {
  const bucket = context.access.toObject(request, action, keys);
  return bucket.object(request.objectKey) ?? context.access.refuseMissing(request);
}
