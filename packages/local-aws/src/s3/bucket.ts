import type { PolicyDocument } from '../iam/policy-document.ts';
import type { KmsKey } from '../kms/kms-key.ts';
import type { ObjectChecksum } from './checksum.ts';
import { type ByteString, lowerBound, toByteString } from './key-order.ts';

export interface StoredObject {
  readonly body: Buffer;
  /** In quotes, as the ETag header has it. */
  readonly etag: string;
  /** Whole seconds: S3 keeps no more. */
  readonly lastModified: Date;
  /** Content-Type and its like, and `x-amz-meta-*`; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum: ObjectChecksum | undefined;
  /** Absent: encrypted with S3's own key. */
  readonly kmsKey: KmsKey | undefined;
}

export interface BucketProperties {
  readonly name: string;
  readonly ownerAccountId: string;
  readonly region: string;
  readonly createdAt: Date;
  /** Of objects that are put without saying how to encrypt them; S3's own where absent. */
  readonly defaultKey?: KmsKey;
}

/** A bucket with its objects in memory. */
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

  /** Sorted when they are read, so that a million seeded objects are sorted once. */
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
      throw new Error(`The listing of bucket ${this.name} holds a key without an object.`);
    }
    return object;
  }
}
