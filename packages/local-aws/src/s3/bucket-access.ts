import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Authorizer } from '../iam/authorizer.ts';
import type { Bucket } from './bucket.ts';
import type { Buckets } from './buckets.ts';
import { ACL_HEADER } from './canned-acl.ts';
import { noSuchKey } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';

type ConditionKeys = Readonly<Record<string, string | readonly string[]>>;

/** The actions that have the condition key `s3:ExistingObjectTag/KEY`. */
const ACTIONS_WITH_EXISTING_TAGS = new Set([
  's3:DeleteObjectTagging',
  's3:GetObject',
  's3:GetObjectAttributes',
  's3:GetObjectTagging',
  's3:PutObjectAcl',
  's3:PutObjectTagging',
]);

/**
 * Finds the bucket of a request, and asks IAM whether the request is allowed, with the bucket's policy.
 *
 * Actions and resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export class BucketAccess {
  readonly #account: Account;
  readonly #authorizer: Authorizer;
  readonly #buckets: Buckets;

  constructor(account: Account, authorizer: Authorizer, buckets: Buckets) {
    this.#account = account;
    this.#authorizer = authorizer;
    this.#buckets = buckets;
  }

  /**
   * For a bucket that does not exist, everyone who signed the request gets NoSuchBucket, because there is no owner
   * whose policy could decide.
   * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html#API_ListObjectsV2_Errors
   *
   * @throws AwsError NoSuchBucket, AccessDenied
   */
  toBucket(request: S3Request, action: string, context: ConditionKeys = {}): Bucket {
    const bucket = this.findBucket(request);
    this.#authorize(request, bucket, action, this.#bucketArn(bucket.name), context);
    return bucket;
  }

  /** @throws AwsError NoSuchBucket, AccessDenied */
  toObject(request: S3Request, action: string, context: ConditionKeys = {}): Bucket {
    const bucket = this.findBucket(request);
    const arn = `${this.#bucketArn(bucket.name)}/${request.objectKey}`;
    const tags = ACTIONS_WITH_EXISTING_TAGS.has(action)
      ? [...(bucket.object(request.objectKey)?.tags ?? [])]
      : [];
    this.#authorize(request, bucket, action, arn, {
      ...Object.fromEntries(tags.map(([key, value]) => [`s3:ExistingObjectTag/${key}`, value])),
      ...context,
    });
    return bucket;
  }

  /** Like `toObject`, but returns false instead of throwing AccessDenied. */
  allowsObject(request: S3Request, action: string): boolean {
    try {
      this.toObject(request, action);
      return true;
    } catch (error) {
      if (error instanceof AwsError && error.code === 'AccessDenied') {
        return false;
      }
      throw error;
    }
  }

  /**
   * Throws the error for a key that does not exist. If the caller may list the key, the error is NoSuchKey. Otherwise
   * the error is AccessDenied, so the caller cannot find out which keys exist.
   * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
   *
   * AWS documents only that the permission `s3:ListBucket` is needed. Users observed that `s3:prefix` is then the key
   * (s3fs-fuse issue 2151, Ceph pull request 68577). This observation is not confirmed.
   *
   * @throws AwsError AccessDenied, NoSuchKey
   */
  refuseMissing(request: S3Request): never {
    this.toBucket(request, 's3:ListBucket', { 's3:prefix': request.objectKey });
    throw noSuchKey(request.objectKey);
  }

  /**
   * Asks IAM for `s3:CreateBucket`. If the request has an ACL, also asks for `s3:PutBucketAcl`.
   *
   * @throws AwsError AccessDenied
   */
  toCreateBucket(request: S3Request, locationConstraint: string | undefined): void {
    const acl = request.headers[ACL_HEADER];
    const aclKey: ConditionKeys = acl === undefined ? {} : { [`s3:${ACL_HEADER}`]: acl };
    const locationKey: ConditionKeys =
      locationConstraint === undefined ? {} : { 's3:locationconstraint': locationConstraint };
    this.#authorizeNewBucket(request, 's3:CreateBucket', { ...locationKey, ...aclKey });
    if (acl !== undefined) {
      this.#authorizeNewBucket(request, 's3:PutBucketAcl', aclKey);
    }
  }

  /** @throws AwsError AccessDenied */
  toBucketNames(request: S3Request): void {
    this.#authorizer.authorize({
      principal: request.principal,
      sourceIp: request.sourceIp,
      action: 's3:ListAllMyBuckets',
      resource: '*',
      resourceAccount: this.#account.accountId,
      context: request.signatureKeys,
    });
  }

  /**
   * Returns the bucket of a request. Checks the header `x-amz-expected-bucket-owner`, but no permissions:
   * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
   *
   * @throws AwsError NoSuchBucket, AccessDenied
   */
  findBucket(request: S3Request): Bucket {
    const bucket = this.#buckets.get(request.bucketName);
    const expectedOwner = request.headers['x-amz-expected-bucket-owner'];
    if (expectedOwner !== undefined && expectedOwner !== bucket.ownerAccountId) {
      throw new AwsError('AccessDenied', 'Access Denied', 403);
    }
    return bucket;
  }

  #authorize(
    request: S3Request,
    bucket: Bucket,
    action: string,
    resource: string,
    context: ConditionKeys,
  ): void {
    this.#authorizer.authorize({
      principal: request.principal,
      sourceIp: request.sourceIp,
      action,
      resource,
      resourceAccount: bucket.ownerAccountId,
      context: {
        ...request.signatureKeys,
        ...context,
        's3:ResourceAccount': bucket.ownerAccountId,
      },
      ...(bucket.policy === undefined ? {} : { resourcePolicy: bucket.policy }),
    });
  }

  #authorizeNewBucket(request: S3Request, action: string, context: ConditionKeys): void {
    this.#authorizer.authorize({
      principal: request.principal,
      sourceIp: request.sourceIp,
      action,
      resource: this.#bucketArn(request.bucketName),
      resourceAccount: this.#account.accountId,
      context: { ...request.signatureKeys, ...context },
    });
  }

  #bucketArn(bucketName: string): string {
    return `arn:${this.#account.partition}:s3:::${bucketName}`;
  }
}
