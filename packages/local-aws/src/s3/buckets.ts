import { AwsError } from '../aws-error.ts';
import { Bucket, type BucketProperties } from './bucket.ts';
import { assertBucketName } from './bucket-name.ts';
import { noSuchBucket } from './s3-error.ts';

/** All buckets, of all accounts, because names are unique in a partition. */
export class Buckets {
  readonly #buckets = new Map<string, Bucket>();

  find(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  /** @throws AwsError NoSuchBucket */
  get(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) {
      throw noSuchBucket(name);
    }
    return bucket;
  }

  /**
   * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
   *
   * @throws AwsError InvalidBucketName, BucketAlreadyOwnedByYou, BucketAlreadyExists
   */
  create(properties: BucketProperties): Bucket {
    assertBucketName(properties.name);
    const existing = this.#buckets.get(properties.name);
    if (existing?.ownerAccountId === properties.ownerAccountId) {
      throw new AwsError(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
        409,
        { BucketName: properties.name },
      );
    }
    if (existing !== undefined) {
      throw new AwsError(
        'BucketAlreadyExists',
        'The requested bucket name is not available. Bucket names are unique in a partition.',
        409,
        { BucketName: properties.name },
      );
    }
    const bucket = new Bucket(properties);
    this.#buckets.set(bucket.name, bucket);
    return bucket;
  }

  /** @throws AwsError NoSuchBucket, BucketNotEmpty */
  delete(name: string): void {
    const bucket = this.get(name);
    if (bucket.sortedKeys().length > 0) {
      throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, {
        BucketName: name,
      });
    }
    bucket.uploads.endAll();
    this.#buckets.delete(name);
  }

  ownedBy(accountId: string): readonly Bucket[] {
    return [...this.#buckets.values()]
      .filter((bucket) => bucket.ownerAccountId === accountId)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
