import { createHash } from 'node:crypto';
import type { Account } from '../account.ts';
import { AwsError } from '../aws-error.ts';
import type { Clock } from '../clock.ts';
import type { Authorizer } from '../iam/authorizer.ts';
import { parsePolicy } from '../iam/parse-policy.ts';
import type { Kms } from '../kms/kms.ts';
import type {
  RequestHeaders,
  ServiceResponse,
  StreamedRequest,
  StreamedResponse,
  StreamingService,
} from '../service.ts';
import type { Bucket } from './bucket.ts';
import { BucketAccess } from './bucket-access.ts';
import { Buckets } from './buckets.ts';
import { checksumOf } from './checksums/object-checksum.ts';
import { ContentStore } from './content/content-store.ts';
import type { CorsConfiguration } from './cors/cors-rule.ts';
import { assertCorsConfiguration } from './cors/cors-xml.ts';
import { crossOriginHeaders, preflightResponse } from './cors/cross-origin.ts';
import { ObjectEncryption } from './object-encryption.ts';
import { objectMetadata } from './object-metadata.ts';
import { NO_TAGS } from './object-tags.ts';
import { findOperation } from './operation-table.ts';
import { renderS3Error } from './s3-error.ts';
import type { S3Context } from './s3-operation.ts';
import { assertKeyLength, readAddress, readS3Request } from './s3-request.ts';
import { STANDARD } from './storage-class.ts';
import { wholeSeconds } from './stored-object.ts';
import { readSmallBody } from './xml-body.ts';

export interface S3ServiceProperties {
  readonly account: Account;
  readonly clock: Clock;
  readonly authorizer: Authorizer;
  readonly kms: Kms;
  /** The folder for the contents of large objects. By default, the system's folder for temporary files. */
  readonly stateDirectory?: string;
}

export interface NewBucket {
  /** By default, the local AWS's own account. */
  readonly ownerAccountId?: string;
  /** ARN of a KMS key for the default encryption of the bucket. By default, S3's own key. */
  readonly kmsKeyArn?: string;
  /** By default, the local AWS's own Region. */
  readonly region?: string;
}

/** Amazon S3. `createBucket`, `putObject`, `setBucketPolicy` and `setBucketCors` do not check permissions. */
export class S3Service implements StreamingService {
  readonly signingName = 's3';
  readonly streamsBodies = true;
  readonly #context: S3Context;

  constructor({ account, clock, authorizer, kms, stateDirectory }: S3ServiceProperties) {
    const buckets = new Buckets();
    const access = new BucketAccess(account, authorizer, buckets);
    const encryption = new ObjectEncryption(account, kms);
    const contents = new ContentStore(stateDirectory);
    this.#context = { account, clock, buckets, contents, access, encryption };
  }

  /** @throws AwsError InvalidBucketName, BucketAlreadyOwnedByYou, BucketAlreadyExists, KMS.NotFoundException */
  createBucket(name: string, { ownerAccountId, kmsKeyArn, region }: NewBucket = {}): void {
    const { account, buckets, clock, encryption } = this.#context;
    const owner = ownerAccountId ?? account.accountId;
    buckets.create({
      name,
      ownerAccountId: owner,
      defaultKey: kmsKeyArn === undefined ? undefined : encryption.findKey(kmsKeyArn, owner),
      region: region ?? account.region,
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
    const { buckets, clock, contents } = this.#context;
    const bucket = buckets.get(bucketName);
    const bytes = Buffer.from(body);
    bucket.putObject(objectKey, {
      content: contents.storeBytes(bytes),
      etag: `"${createHash('md5').update(bytes).digest('hex')}"`,
      lastModified: wholeSeconds(clock.now()),
      headers: objectMetadata({}),
      checksum: checksumOf(bytes),
      kmsKey: bucket.defaultKey,
      tags: NO_TAGS,
      storageClass: STANDARD,
    });
  }

  /**
   * @param policy JSON, as a string or as an object. Undefined removes the bucket's policy
   * @throws AwsError NoSuchBucket, MalformedPolicyDocument
   */
  setBucketPolicy(bucketName: string, policy: unknown): void {
    this.#context.buckets.get(bucketName).policy =
      policy === undefined ? undefined : parsePolicy(policy, 'resource');
  }

  /**
   * @param configuration undefined removes the bucket's rules
   * @throws AwsError NoSuchBucket, InvalidRequest, MalformedXML
   */
  setBucketCors(bucketName: string, configuration: CorsConfiguration | undefined): void {
    const bucket = this.#context.buckets.get(bucketName);
    if (configuration !== undefined) {
      assertCorsConfiguration(configuration);
    }
    bucket.cors = configuration;
  }

  /** Requests to a bucket are signed for its Region. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
  regionOf(request: RequestHeaders): string {
    return this.#bucketOf(request)?.region ?? this.#context.account.region;
  }

  preflight(request: RequestHeaders): ServiceResponse {
    return preflightResponse(this.#bucketOf(request), request);
  }

  crossOriginHeaders(request: RequestHeaders): Readonly<Record<string, string>> {
    try {
      return crossOriginHeaders(this.#bucketOf(request), request) ?? {};
    } catch (error) {
      if (error instanceof AwsError) {
        // The answer already says that the URL is invalid.
        return {};
      }
      throw error;
    }
  }

  async handle(streamed: StreamedRequest): Promise<StreamedResponse> {
    const request = readS3Request(streamed, this.#context.clock.now());
    const operation = findOperation(request);
    if (!operation.readsBody) {
      // A payload that does not match the signed hash is refused, even if the operation does not use the payload.
      await readSmallBody(request.body);
    }
    const response = await operation.run(this.#context, request);
    const headers = { ...response.headers, 'x-amz-request-id': streamed.requestId };
    return { ...response, headers };
  }

  renderError(
    error: AwsError,
    request: { requestId: string; method: string; rawPath: string },
  ): ServiceResponse {
    return renderS3Error(error, request);
  }

  /** @throws AwsError InvalidURI */
  #bucketOf({ rawPath, headers }: RequestHeaders): Bucket | undefined {
    return this.#context.buckets.find(readAddress(rawPath, headers.host).bucketName);
  }

  /** Removes the files of all objects. */
  close(): void {
    this.#context.contents.close();
  }
}
