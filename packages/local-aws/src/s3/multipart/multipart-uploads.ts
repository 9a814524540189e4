import { AwsError } from '../../aws-error.ts';
import type { MultipartUpload, UploadedPart } from './multipart-upload.ts';

/** The unfinished multipart uploads of a bucket. */
export class MultipartUploads {
  readonly #uploads = new Map<string, MultipartUpload>();

  start(upload: MultipartUpload): void {
    this.#uploads.set(upload.uploadId, upload);
  }

  /** @throws AwsError NoSuchUpload if the upload does not exist or is for another key */
  get(uploadId: string, objectKey: string): MultipartUpload {
    const upload = this.#uploads.get(uploadId);
    if (upload?.objectKey !== objectKey) {
      throw new AwsError(
        'NoSuchUpload',
        'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
        404,
        { UploadId: uploadId },
      );
    }
    return upload;
  }

  /** Adds a part to the upload, or replaces the part with the same number. */
  putPart({ parts }: MultipartUpload, part: UploadedPart): void {
    parts.get(part.number)?.content.discard();
    parts.set(part.number, part);
  }

  /** Ends an upload, and discards the parts that are not in `kept`. */
  end({ uploadId, parts }: MultipartUpload, kept: ReadonlySet<UploadedPart> = new Set()): void {
    this.#uploads.delete(uploadId);
    for (const part of parts.values()) {
      if (!kept.has(part)) {
        part.content.discard();
      }
    }
  }

  endAll(): void {
    for (const upload of this.#uploads.values()) {
      this.end(upload);
    }
  }

  all(): readonly MultipartUpload[] {
    return [...this.#uploads.values()];
  }
}
