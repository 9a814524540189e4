import type { ListObjectsV2CommandOutput, S3Client } from '@aws-sdk/client-s3';
import { BrokerError } from '../../core/broker-error.ts';
import type {
  FederationToken,
  ObjectKeys,
  ObjectKeysPage,
  ObjectKeysRequest,
} from '../../core/use-cases/ports.ts';
import { PromptRetries } from './prompt-retries.ts';
import { requestHandler } from './request-handler.ts';
import { trimClient } from './trimmed-client.ts';
import { awsErrorName, callUpstream } from './upstream.ts';

const TIMEOUT_MILLISECONDS = 5_000;

/** The error names of S3 when S3 refuses the session, or when the session is no longer valid. */
const REFUSALS: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AllAccessDisabled',
  'ExpiredToken',
  'InvalidAccessKeyId',
  'InvalidToken',
]);

const importSdk = () => import('./s3-client.ts');

type Sdk = Awaited<ReturnType<typeof importSdk>>;

/**
 * Lists object keys in S3 with the given credentials, never with those of the function.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export class S3ObjectKeys implements ObjectKeys {
  /** One client for each session, because creating one takes as long as a request. It is dropped with the session. */
  readonly #clients = new WeakMap<FederationToken['credentials'], S3Client>();

  async list(
    credentials: FederationToken['credentials'],
    request: ObjectKeysRequest,
  ): Promise<ObjectKeysPage> {
    const sdk = await importSdk();
    const s3 = this.#clientFor(credentials, request.region, sdk);
    const command = new sdk.ListObjectsV2Command({
      Bucket: request.bucket,
      Prefix: request.prefix,
      Delimiter: request.delimiter,
      MaxKeys: request.maxKeys,
      ContinuationToken: request.continuationToken,
      StartAfter: request.startAfter,
      // XML cannot represent all keys. The client must decode them.
      EncodingType: 'url',
    });
    return callUpstream('Amazon S3', TIMEOUT_MILLISECONDS, async (options) => {
      try {
        return page(await s3.send(command, options), request);
      } catch (cause) {
        throw refusal(cause, request) ?? cause;
      }
    });
  }

  /** A session is for one grant, so for buckets in one Region. */
  #clientFor(
    credentials: FederationToken['credentials'],
    region: string | undefined,
    sdk: Sdk,
  ): S3Client {
    const known = this.#clients.get(credentials);
    if (known !== undefined) {
      return known;
    }
    const s3 = trimClient(
      new sdk.S3Client({
        credentials,
        ...(region === undefined ? {} : { region }),
        requestHandler,
        retryStrategy: new PromptRetries(),
        followRegionRedirects: true,
      }),
    );
    this.#clients.set(credentials, s3);
    return s3;
  }
}

function refusal(cause: unknown, { bucket }: ObjectKeysRequest): BrokerError | undefined {
  const name = awsErrorName(cause);
  if (REFUSALS.has(name)) {
    return new BrokerError(
      'BucketAccessDenied',
      `One of your grants covers the listing, but Amazon S3 refused it. Check the bucket policy, the account and the KMS key of ${bucket}.`,
      { cause },
    );
  }
  if (name === 'NoSuchBucket') {
    return new BrokerError('NoSuchBucket', `The bucket ${bucket} does not exist.`, { cause });
  }
  if (name === 'InvalidArgument') {
    return new BrokerError(
      'InvalidRequest',
      'continuation-token: must be from an earlier listing of this bucket.',
      { cause },
    );
  }
  return undefined;
}

function page(answer: ListObjectsV2CommandOutput, request: ObjectKeysRequest): ObjectKeysPage {
  // The SDK turns an empty body into an empty page. Without this check, a broken answer would look like an empty bucket.
  if (answer.KeyCount === undefined) {
    throw new Error('The answer of ListObjectsV2 has no KeyCount.');
  }
  return {
    name: request.bucket,
    prefix: request.prefix ?? '',
    keyCount: answer.KeyCount,
    maxKeys: answer.MaxKeys ?? request.maxKeys,
    isTruncated: answer.IsTruncated ?? false,
    nextContinuationToken: answer.NextContinuationToken,
    contents: (answer.Contents ?? []).map((object) => {
      const { Key, ETag, Size, LastModified, StorageClass } = object;
      if (Key === undefined || ETag === undefined || Size === undefined || !LastModified) {
        throw new Error(
          'The answer of ListObjectsV2 has an object without key, ETag, size or time.',
        );
      }
      return {
        objectKey: decodeKey(Key),
        eTag: ETag,
        size: Size,
        lastModified: LastModified,
        storageClass: StorageClass,
      };
    }),
    commonPrefixes: (answer.CommonPrefixes ?? []).map(({ Prefix = '' }) => decodeKey(Prefix)),
  };
}

/** S3 encodes keys like HTML forms, with `+` for a space. */
function decodeKey(encoded: string): string {
  const key = encoded.replaceAll('+', ' ');
  return key.includes('%') ? decodeURIComponent(key) : key;
}
