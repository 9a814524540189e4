import { assertWritable } from './conditions.ts';
import type { S3Context } from './s3-operation.ts';
import type { S3Request } from './s3-request.ts';
import type { StoredObject } from './stored-object.ts';

/**
 * Puts an object into the bucket after the content is stored. The bucket and the existing object can change while the
 * content is stored, so this function checks both again. If a check fails, the content is discarded.
 *
 * @throws AwsError NoSuchBucket, PreconditionFailed, NoSuchKey
 */
export function putStoredObject(
  context: S3Context,
  { bucketName, objectKey, headers }: S3Request,
  object: StoredObject,
): void {
  try {
    const bucket = context.buckets.get(bucketName);
    assertWritable(headers, objectKey, bucket.object(objectKey));
    bucket.putObject(objectKey, object);
  } catch (error) {
    object.content.discard();
    throw error;
  }
}
