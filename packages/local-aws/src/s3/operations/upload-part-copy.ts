import type { ByteRange } from '../byte-range.ts';
import { CheckedBody } from '../checksums/checked-body.ts';
import { checksumElements } from '../checksums/object-checksum.ts';
import { piecesOf } from '../content/content.ts';
import { COPY_SOURCE_HEADERS, findCopySource } from '../copy-source.ts';
import { storePart } from '../multipart/store-part.ts';
import { putObjectKeys } from '../new-object.ts';
import { encryptionHeaders } from '../object-encryption.ts';
import { readPartNumber } from '../object-selection.ts';
import { invalidArgument } from '../s3-error.ts';
import type { S3Operation } from '../s3-operation.ts';
import { xmlResponse } from '../xml.ts';

const RANGE_HEADER = 'x-amz-copy-source-range';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export const uploadPartCopy: S3Operation = {
  parameters: ['partNumber', 'uploadId'],
  headers: [...COPY_SOURCE_HEADERS, RANGE_HEADER],
  async run(context, request) {
    const { objectKey, headers, parameters } = request;
    const bucket = context.access.toObject(request, 's3:PutObject', putObjectKeys(request, 'part'));
    const { object } = findCopySource(context, request);
    const number = readPartNumber(parameters.get('partNumber') ?? '');
    const upload = bucket.uploads.get(parameters.get('uploadId') ?? '', objectKey);
    // According to AWS, each part needs kms:Decrypt. Only CreateMultipartUpload needs kms:GenerateDataKey.
    context.encryption.authorizeDecryption(upload.description, request, bucket);
    const range = readSourceRange(headers[RANGE_HEADER], object.content.size);
    const body = new CheckedBody(piecesOf(object.content, range), {
      algorithm: upload.checksum.algorithm,
      isRequested: false,
    });
    const content = await context.contents.store(body);
    const part = storePart(context, request, { number, content, ...body.digests });
    const [checksum] = checksumElements(part.checksum);
    const response = xmlResponse('CopyPartResult', [
      ['LastModified', part.lastModified.toISOString()],
      ['ETag', `"${part.md5}"`],
      ...(upload.checksum.isRequested && checksum !== undefined ? [checksum] : []),
    ]);
    const encryption = encryptionHeaders(upload.description);
    return { ...response, headers: { ...response.headers, ...encryption } };
  },
};

/**
 * Reads the range of the source to copy. The range must have a first and a last byte, and both must be in the object.
 */
function readSourceRange(header: string | undefined, size: number): ByteRange | undefined {
  if (header === undefined) {
    return undefined;
  }
  const [whole, first, last] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header) ?? [];
  const range = { first: Number(first), last: Number(last) };
  if (whole === undefined || range.last < range.first) {
    throw invalidArgument(
      `The ${RANGE_HEADER} value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy`,
      RANGE_HEADER,
      header,
    );
  }
  if (range.last >= size) {
    throw invalidArgument(
      `Range specified is not valid for source object of size: ${size}`,
      RANGE_HEADER,
      header,
    );
  }
  return range;
}
