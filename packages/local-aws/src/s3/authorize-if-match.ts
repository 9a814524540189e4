import type { S3Context } from './s3-operation.ts';
import type { S3Request } from './s3-request.ts';

/**
 * If a write or a deletion has an ETag in If-Match, the status of the answer tells the caller whether the object has
 * this ETag. S3 therefore requires `s3:GetObject`. `If-Match: *` does not need this permission.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-delete-enforce.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 *
 * @throws AwsError AccessDenied
 */
export function authorizeIfMatch(
  context: S3Context,
  request: S3Request,
  ifMatch: string | undefined,
): void {
  if (ifMatch !== undefined && ifMatch !== '*') {
    context.access.toObject(request, 's3:GetObject');
  }
}
