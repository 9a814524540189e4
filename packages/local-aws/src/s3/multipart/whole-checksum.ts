import { CheckedBody } from '../checksums/checked-body.ts';
import { combineCrcs } from '../checksums/crc-combination.ts';
import type { ObjectChecksum } from '../checksums/object-checksum.ts';
import { type Content, piecesOf } from '../content/content.ts';
import type { MultipartUpload, UploadedPart } from './multipart-upload.ts';

/**
 * Returns the checksum of an object that consists of these parts.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export async function wholeChecksum(
  { checksum: { algorithm, type } }: MultipartUpload,
  parts: readonly UploadedPart[],
  content: Content,
): Promise<ObjectChecksum> {
  if (parts.some(({ checksum }) => checksum.algorithm !== algorithm)) {
    // The client chose no algorithm for the upload, but the parts have another algorithm than S3's default.
    const body = new CheckedBody(piecesOf(content), { algorithm, isRequested: false });
    for await (const _ of body) {
      // Reading the whole body computes the digests.
    }
    return body.digests.checksum;
  }
  if (type === 'FULL_OBJECT') {
    const pieces = parts.map(({ checksum, content: { size } }) => ({
      value: checksum.value,
      size,
    }));
    return { algorithm, type, value: combineCrcs(algorithm, pieces) };
  }
  const stream = algorithm.start();
  for (const { checksum } of parts) {
    stream.update(Buffer.from(checksum.value, 'base64'));
  }
  const value = `${stream.digest().toString('base64')}-${parts.length}`;
  return { algorithm, type, value };
}
