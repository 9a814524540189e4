import type { ChecksumAlgorithm, ChecksumType } from '../checksums/checksum-algorithm.ts';
import type { ObjectChecksum } from '../checksums/object-checksum.ts';
import type { Content } from '../content/content.ts';
import type { ObjectDescription } from '../new-object.ts';

/** A part that was uploaded. */
export interface UploadedPart {
  readonly number: number;
  readonly content: Content;
  /** Hexadecimal digits. */
  readonly md5: string;
  readonly checksum: ObjectChecksum;
  /** Whole seconds. */
  readonly lastModified: Date;
}

/** How the checksum of the object is made of those of its parts. */
export interface UploadChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  /** If false, the client named no algorithm, and S3 computes its default. */
  readonly isRequested: boolean;
}

/** A multipart upload that is neither completed nor aborted. */
export interface MultipartUpload {
  readonly uploadId: string;
  readonly objectKey: string;
  readonly initiatedAt: Date;
  /** The account of the caller who started it. */
  readonly initiatorAccountId: string;
  readonly description: ObjectDescription;
  readonly checksum: UploadChecksum;
  readonly parts: Map<number, UploadedPart>;
}

export function sortedParts({ parts }: MultipartUpload): readonly UploadedPart[] {
  return [...parts.values()].sort((a, b) => a.number - b.number);
}
