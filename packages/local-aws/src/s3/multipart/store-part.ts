import type { S3Context } from '../s3-operation.ts';
import type { S3Request } from '../s3-request.ts';
import { wholeSeconds } from '../stored-object.ts';
import type { UploadedPart } from './multipart-upload.ts';

/**
 * Adds a part to the upload. Discards the part if the upload was completed or aborted while the content of the part was
 * stored.
 *
 * @throws AwsError NoSuchBucket, NoSuchUpload
 */
export function storePart(
  context: S3Context,
  { bucketName, objectKey, parameters }: S3Request,
  part: Omit<UploadedPart, 'lastModified'>,
): UploadedPart {
  const lastModified = wholeSeconds(context.clock.now());
  try {
    const { uploads } = context.buckets.get(bucketName);
    const upload = uploads.get(parameters.get('uploadId') ?? '', objectKey);
    const stored = { ...part, lastModified };
    uploads.putPart(upload, stored);
    return stored;
  } catch (error) {
    part.content.discard();
    throw error;
  }
}
