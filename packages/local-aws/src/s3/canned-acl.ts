import { AwsError } from '../aws-error.ts';

export const ACL_HEADER = 'x-amz-acl';

/** Both give nothing to anybody but the bucket's owner, who owns all objects in the bucket. */
const SUPPORTED = new Set(['private', 'bucket-owner-full-control']);

/**
 * ACLs are disabled, as in new buckets on AWS.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 *
 * @throws AwsError AccessControlListNotSupported
 */
export function assertCannedAcl(header: string | undefined): void {
  if (header !== undefined && !SUPPORTED.has(header)) {
    throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
  }
}

/** @throws AwsError InvalidBucketAclWithObjectOwnership unless the ACL is the one that a bucket has anyway */
export function assertBucketAcl(header: string | undefined): void {
  if (header !== undefined && header !== 'private') {
    throw new AwsError(
      'InvalidBucketAclWithObjectOwnership',
      "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    );
  }
}
