import { AwsError } from '../aws-error.ts';

export const ACL_HEADER = 'x-amz-acl';

/** These ACLs give access only to the owner of the bucket, who owns all objects in the bucket. */
const SUPPORTED = new Set(['private', 'bucket-owner-full-control']);

/**
 * Refuses ACLs that give access to others. As in new buckets on AWS, ACLs are disabled.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 *
 * @throws AwsError AccessControlListNotSupported
 */
export function assertCannedAcl(header: string | undefined): void {
  if (header !== undefined && !SUPPORTED.has(header)) {
    throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
  }
}

/** @throws AwsError InvalidBucketAclWithObjectOwnership unless the ACL is `private`, the default */
export function assertBucketAcl(header: string | undefined): void {
  if (header !== undefined && header !== 'private') {
    throw new AwsError(
      'InvalidBucketAclWithObjectOwnership',
      "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    );
  }
}
