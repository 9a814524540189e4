import { authorizeIfMatch } from './authorize-if-match.ts';
import { assertUnchangedForDelete } from './conditions.ts';
import type { S3Context } from './s3-operation.ts';
import type { S3Request } from './s3-request.ts';

/**
 * Deletes the object of a request. The caller needs the permission, and `ifMatch` must match the object. If the key
 * does not exist, the deletion succeeds.
 *
 * @param ifMatch an ETag, or `*` for any object
 * @throws AwsError AccessDenied, NoSuchBucket, PreconditionFailed
 */
export function deleteKey(
  context: S3Context,
  request: S3Request,
  ifMatch: string | undefined,
): void {
  const condition: Record<string, string> = ifMatch === undefined ? {} : { 'if-match': ifMatch };
  const keys = Object.entries(condition).map(([name, value]) => [`s3:${name}`, value]);
  const bucket = context.access.toObject(request, 's3:DeleteObject', Object.fromEntries(keys));
  authorizeIfMatch(context, request, ifMatch);
  assertUnchangedForDelete(ifMatch, bucket.object(request.objectKey));
  bucket.deleteObject(request.objectKey);
}
