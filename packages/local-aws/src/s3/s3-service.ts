import type { Account } from '../account.ts';
import type { AwsError } from '../aws-error.ts';
import type { Clock } from '../clock.ts';
import type { Authorizer } from '../iam/authorizer.ts';
import { parsePolicy } from '../iam/parse-policy.ts';
import type { Kms } from '../kms/kms.ts';
import type { Service, ServiceRequest, ServiceResponse } from '../service.ts';
import { BucketAccess } from './bucket-access.ts';
import { Buckets } from './buckets.ts';
import { ObjectEncryption } from './object-encryption.ts';
import { newObject } from './object-operations.ts';
import { findOperation } from './operation-table.ts';
import { renderS3Error } from './s3-error.ts';
import type { S3Context } from './s3-operation.ts';
import { assertKeyLength, readS3Request } from './s3-request.ts';

export interface S3ServiceProperties {
  readonly account: Account;
  readonly clock: Clock;
  readonly authorizer: Authorizer;
  readonly kms: Kms;
}

export interface NewBucket {
  /** By default, the local AWS's own account. */
  readonly ownerAccountId?: string;
  /** ARN of a KMS key for the default encryption of the bucket. By default, S3's own key. */
  readonly kmsKeyArn?: string;
}

/** Amazon S3 in memory, path-style. `createBucket`, `putObject` and `setBucketPolicy` seed it without asking IAM. */
export class S3Service implements Service {
  readonly signingName = 's3';
  readonly #context: S3Context;

  constructor({ account, clock, authorizer, kms }: S3ServiceProperties) {
    const buckets = new Buckets();
    const access = new BucketAccess(account, authorizer, buckets);
    const encryption = new ObjectEncryption(account, kms);
    this.#context = { account, clock, buckets, access, encryption };
  }

  /** @throws AwsError InvalidBucketName, BucketAlreadyOwnedByYou, BucketAlreadyExists, KMS.NotFoundException */
  createBucket(name: string, { ownerAccountId, kmsKeyArn }: NewBucket = {}): void {
    const { account, buckets, clock, encryption } = this.#context;
    const owner = ownerAccountId ?? account.accountId;
    buckets.create({
      name,
      ownerAccountId: owner,
      defaultKey: kmsKeyArn === undefined ? undefined : encryption.findKey(kmsKeyArn, owner),
      region: account.region,
      createdAt: clock.now(),
    });
  }

  /** @throws AwsError NoSuchBucket, BucketNotEmpty */
  deleteBucket(name: string): void {
    this.#context.buckets.delete(name);
  }

  /** @throws AwsError NoSuchBucket, KeyTooLongError */
  putObject(bucketName: string, objectKey: string, body: Buffer | string): void {
    assertKeyLength(objectKey);
    const bucket = this.#context.buckets.get(bucketName);
    const now = this.#context.clock.now();
    bucket.putObject(objectKey, newObject(Buffer.from(body), {}, now, bucket.defaultKey));
  }

  /**
   * @param policy JSON, as a string or as an object. Undefined removes the bucket's policy
   * @throws AwsError NoSuchBucket, MalformedPolicyDocument
   */
  setBucketPolicy(bucketName: string, policy: unknown): void {
    this.#context.buckets.get(bucketName).policy =
      policy === undefined ? undefined : parsePolicy(policy, 'resource');
  }

  async handle(serviceRequest: ServiceRequest): Promise<ServiceResponse> {
    const request = readS3Request(serviceRequest);
    const response = findOperation(request).run(this.#context, request);
    const headers = { ...response.headers, 'x-amz-request-id': serviceRequest.requestId };
    return { ...response, headers };
  }

  renderError(
    error: AwsError,
    request: { requestId: string; method: string; rawPath: string },
  ): ServiceResponse {
    return renderS3Error(error, request);
  }
}
