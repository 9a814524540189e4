import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Authorizer } from '../iam/authorizer.ts';
import type { Bucket } from './bucket.ts';
import type { Buckets } from './buckets.ts';
import type { S3Request } from './s3-request.ts';

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
  toBucket(request: S3Request, action: string, context: Record<string, string> = {}): Bucket {
    const bucket = this.#find(request);
    this.#authorize(request, bucket, action, this.#bucketArn(bucket.name), context);
    return bucket;
  }

  /** @throws AwsError NoSuchBucket, AccessDenied */
  toObject(request: S3Request, action: string, context: Record<string, string> = {}): Bucket {
    const bucket = this.#find(request);
    const arn = `${this.#bucketArn(bucket.name)}/${request.objectKey}`;
    this.#authorize(request, bucket, action, arn, context);
    return bucket;
  }

  /** @throws AwsError AccessDenied */
  toCreateBucket(request: S3Request): void {
    this.#authorizer.authorize({
      principal: request.principal,
      sourceIp: request.sourceIp,
      action: 's3:CreateBucket',
      resource: this.#bucketArn(request.bucketName),
      resourceAccount: this.#account.accountId,
      context: request.signatureKeys,
    });
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

  /** Checks the owner condition: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html */
  #find(request: S3Request): Bucket {
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
    context: Record<string, string>,
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

  #bucketArn(bucketName: string): string {
    return `arn:${this.#account.partition}:s3:::${bucketName}`;
  }
}
