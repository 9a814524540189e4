import type { PolicyDocument } from '../iam/policy-document.ts';
import type { KmsKey } from '../kms/kms-key.ts';
import type { ObjectChecksum } from './checksum.ts';
import { type ByteString, lowerBound, toByteString } from './key-order.ts';

export interface StoredObject {
  readonly body: Buffer;
  /** In quotes, as in the ETag header. */
  readonly etag: string;
  /** Whole seconds, as S3 stores them. */
  readonly lastModified: Date;
  /** Content-Type and similar headers, and `x-amz-meta-*`. Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum: ObjectChecksum | undefined;
  /** If undefined, S3's own key encrypts the object. */
  readonly kmsKey: KmsKey | undefined;
}

export interface BucketProperties {
  readonly name: string;
  readonly ownerAccountId: string;
  readonly region: string;
  readonly createdAt: Date;
  /** Encrypts objects that are put without encryption headers. By default, S3's own key. */
  readonly defaultKey?: KmsKey;
}

/** A bucket with its objects, in memory. */
export class Bucket {
  readonly name: string;
  readonly ownerAccountId: string;
  readonly region: string;
  readonly createdAt: Date;
  readonly defaultKey: KmsKey | undefined;
  policy: PolicyDocument | undefined;

  readonly #objects = new Map<ByteString, StoredObject>();
  readonly #keys: ByteString[] = [];
  #isSorted = true;

  constructor(properties: BucketProperties) {
    this.name = properties.name;
    this.ownerAccountId = properties.ownerAccountId;
    this.region = properties.region;
    this.createdAt = properties.createdAt;
    this.defaultKey = properties.defaultKey;
  }

  object(objectKey: string): StoredObject | undefined {
    return this.#objects.get(toByteString(objectKey));
  }

  putObject(objectKey: string, object: StoredObject): void {
    const key = toByteString(objectKey);
    if (!this.#objects.has(key)) {
      this.#keys.push(key);
      this.#isSorted = false;
    }
    this.#objects.set(key, object);
  }

  deleteObject(objectKey: string): void {
    const key = toByteString(objectKey);
    if (this.#objects.delete(key)) {
      this.#keys.splice(lowerBound(this.sortedKeys(), key), 1);
    }
  }

  /** Sorted at the first read, so that seeding a million objects sorts them only once. */
  sortedKeys(): readonly ByteString[] {
    if (!this.#isSorted) {
      this.#keys.sort();
      this.#isSorted = true;
    }
    return this.#keys;
  }

  listedObject(key: ByteString): StoredObject {
    const object = this.#objects.get(key);
    if (object === undefined) {
      throw new Error(`Bucket ${this.name} lists a key that has no object.`);
    }
    return object;
  }
}
