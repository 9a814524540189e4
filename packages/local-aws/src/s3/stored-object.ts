import type { KmsKey } from '../kms/kms-key.ts';
import type { ObjectChecksum } from './checksums/object-checksum.ts';
import type { Content } from './content/content.ts';

export interface StoredObject {
  readonly content: Content;
  /** In quotes, as in the ETag header. */
  readonly etag: string;
  /** Whole seconds, as S3 stores them. */
  readonly lastModified: Date;
  /** Content-Type and similar headers, and `x-amz-meta-*`. Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum: ObjectChecksum;
  /** If undefined, S3's own key encrypts the object. */
  readonly kmsKey: KmsKey | undefined;
}

const MILLISECONDS_PER_SECOND = 1000;

/** Drops the milliseconds, which S3 does not store. */
export function wholeSeconds(time: Date): Date {
  return new Date(Math.floor(time.getTime() / MILLISECONDS_PER_SECOND) * MILLISECONDS_PER_SECOND);
}
