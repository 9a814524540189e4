import type { S3Context } from './s3-operation.ts';
import type { S3Request } from './s3-request.ts';

/**
 * An ETag in the If-Match of a write or a deletion tells the caller something about the object, so S3 requires the
 * permission to read it. `*` needs none.
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
