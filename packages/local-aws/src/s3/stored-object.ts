import type { KmsKey } from '../kms/kms-key.ts';
import type { ObjectChecksum } from './checksums/object-checksum.ts';
import type { Content } from './content/content.ts';
import type { ObjectTags } from './object-tags.ts';

/** The properties of an object that the headers of its upload set. */
export interface ObjectDescription {
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: ObjectTags;
  readonly storageClass: string;
  readonly kmsKey: KmsKey | undefined;
}

/**
 * An object in a bucket. `headers` contains the metadata headers, such as `content-type` and `x-amz-meta-*`, in lower
 * case.
 */
export interface StoredObject extends ObjectDescription {
  readonly content: Content;
  /** In quotes, as in the ETag header. */
  readonly etag: string;
  /** Whole seconds, as S3 stores them. */
  readonly lastModified: Date;
  readonly checksum: ObjectChecksum;
  /** The parts of a multipart upload, in ascending order of part number. Absent for other objects. */
  readonly parts?: readonly ObjectPart[];
}

export interface ObjectPart {
  readonly number: number;
  readonly size: number;
  readonly checksum: ObjectChecksum;
}

const MILLISECONDS_PER_SECOND = 1000;

/** Drops the milliseconds, which S3 does not store. */
export function wholeSeconds(time: Date): Date {
  return new Date(Math.floor(time.getTime() / MILLISECONDS_PER_SECOND) * MILLISECONDS_PER_SECOND);
}
