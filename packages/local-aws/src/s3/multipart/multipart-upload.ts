import type { ChecksumAlgorithm, ChecksumType } from '../checksums/checksum-algorithm.ts';
import type { ObjectChecksum } from '../checksums/object-checksum.ts';
import type { Content } from '../content/content.ts';
import type { ObjectDescription } from '../stored-object.ts';

/** A part that was uploaded. */
export interface UploadedPart {
  readonly number: number;
  readonly content: Content;
  /** In hexadecimal digits. */
  readonly md5: string;
  readonly checksum: ObjectChecksum;
  /** Whole seconds. */
  readonly lastModified: Date;
}

/** The algorithm and type of the checksum of the completed object. */
export interface UploadChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  /** If false, the client chose no algorithm, and `algorithm` is S3's default. */
  readonly isRequested: boolean;
}

/** A multipart upload that is neither completed nor aborted. */
export interface MultipartUpload {
  readonly uploadId: string;
  readonly objectKey: string;
  readonly initiatedAt: Date;
  /** The account of the caller who started the upload. */
  readonly initiatorAccountId: string;
  readonly description: ObjectDescription;
  readonly checksum: UploadChecksum;
  readonly parts: Map<number, UploadedPart>;
}

export function sortedParts({ parts }: MultipartUpload): readonly UploadedPart[] {
  return [...parts.values()].sort((a, b) => a.number - b.number);
}
