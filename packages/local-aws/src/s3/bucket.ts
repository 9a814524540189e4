import type { PolicyDocument } from '../iam/policy-document.ts';
import type { KmsKey } from '../kms/kms-key.ts';
import type { CorsConfiguration } from './cors/cors-rule.ts';
import { type ByteString, lowerBound, toByteString } from './key-order.ts';
import { MultipartUploads } from './multipart/multipart-uploads.ts';
import type { StoredObject } from './stored-object.ts';

export interface BucketProperties {
  readonly name: string;
  readonly ownerAccountId: string;
  readonly region: string;
  readonly createdAt: Date;
  /** Encrypts objects that are put without encryption headers. By default, S3's own key. */
  readonly defaultKey?: KmsKey;
}

/** A bucket with its objects. */
export class Bucket {
  readonly name: string;
  readonly ownerAccountId: string;
  readonly region: string;
  readonly createdAt: Date;
  readonly defaultKey: KmsKey | undefined;
  policy: PolicyDocument | undefined;
  cors: CorsConfiguration | undefined;
  readonly uploads = new MultipartUploads();

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
    const previous = this.#objects.get(key);
    if (previous === undefined) {
      this.#keys.push(key);
      this.#isSorted = false;
    }
    this.#objects.set(key, object);
    previous?.content.discard();
  }

  /** Replaces an object without discarding the content, which both objects share. */
  updateObject(objectKey: string, object: StoredObject): void {
    this.#objects.set(toByteString(objectKey), object);
  }

  deleteObject(objectKey: string): void {
    const key = toByteString(objectKey);
    const previous = this.#objects.get(key);
    if (previous !== undefined) {
      this.#objects.delete(key);
      this.#keys.splice(lowerBound(this.sortedKeys(), key), 1);
      previous.content.discard();
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
