import { createHash } from 'node:crypto';
import { AwsError } from '../../aws-error.ts';
import { authorizeIfMatch } from '../authorize-if-match.ts';
import { checksumAlgorithms } from '../checksums/checksum-algorithm.ts';
import { checksumElements, type ObjectChecksum } from '../checksums/object-checksum.ts';
import { assertWritable, WRITE_CONDITIONS } from '../conditions.ts';
import { JoinedContent } from '../content/joined-content.ts';
import { readCompletedParts } from '../multipart/completion-request.ts';
import type { UploadedPart } from '../multipart/multipart-upload.ts';
import { wholeChecksum } from '../multipart/whole-checksum.ts';
import { putObjectKeys } from '../new-object.ts';
import { encryptionHeaders } from '../object-encryption.ts';
import { invalidRequest } from '../s3-error.ts';
import type { S3Operation } from '../s3-operation.ts';
import type { S3Request } from '../s3-request.ts';
import { wholeSeconds } from '../stored-object.ts';
import { xmlResponse } from '../xml.ts';
import { readSmallBody } from '../xml-body.ts';

const SIZE_HEADER = 'x-amz-mp-object-size';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export const completeMultipartUpload: S3Operation = {
  parameters: ['uploadId'],
  headers: ['x-amz-checksum-', SIZE_HEADER, ...WRITE_CONDITIONS],
  readsBody: true,
  async run(context, request) {
    const { bucketName, objectKey, headers, parameters } = request;
    const keys = putObjectKeys(request, 'object');
    const bucket = context.access.toObject(request, 's3:PutObject', keys);
    authorizeIfMatch(context, request, headers['if-match']);
    const body = await readSmallBody(request.body);
    const uploadId = parameters.get('uploadId') ?? '';
    const found = bucket.uploads.get(uploadId, objectKey);
    const parts = readCompletedParts(body.toString('utf8'), found);
    const content = new JoinedContent(parts.map((part) => part.content));
    assertSize(headers, content.size);
    const checksum = await wholeChecksum(found, parts, content);
    assertChecksum(request, checksum);
    // Another request can complete or abort the upload during `wholeChecksum`, so the upload is looked up again.
    const upload = bucket.uploads.get(uploadId, objectKey);
    assertWritable(headers, objectKey, bucket.object(objectKey));
    const etag = etagOf(parts);
    bucket.putObject(objectKey, {
      ...upload.description,
      content,
      etag,
      lastModified: wholeSeconds(context.clock.now()),
      checksum,
      parts: parts.map((part) => ({
        number: part.number,
        size: part.content.size,
        checksum: part.checksum,
      })),
    });
    bucket.uploads.end(upload, new Set(parts));
    const response = xmlResponse('CompleteMultipartUploadResult', [
      ['Location', `http://${headers.host}/${bucketName}/${encodeURIComponent(objectKey)}`],
      ['Bucket', bucketName],
      ['Key', objectKey],
      ['ETag', etag],
      ...checksumElements(checksum),
    ]);
    const encryption = encryptionHeaders(upload.description);
    return { ...response, headers: { ...response.headers, ...encryption } };
  },
};

/** Returns the MD5 of the concatenated MD5s of the parts, followed by the number of parts, as in AWS. */
function etagOf(parts: readonly UploadedPart[]): string {
  const hash = createHash('md5');
  for (const { md5 } of parts) {
    hash.update(Buffer.from(md5, 'hex'));
  }
  return `"${hash.digest('hex')}-${parts.length}"`;
}

function assertSize(headers: S3Request['headers'], size: number): void {
  const expected = headers[SIZE_HEADER];
  if (expected !== undefined && expected !== String(size)) {
    throw invalidRequest(
      `The provided ${SIZE_HEADER} header value ${expected} does not match what was computed: ${size}`,
    );
  }
}

/**
 * Compares the checksum of the object with the checksum in the headers. The number of parts after a composite checksum
 * can be absent from the header.
 */
function assertChecksum({ headers }: S3Request, { algorithm, type, value }: ObjectChecksum): void {
  const declaredType = headers['x-amz-checksum-type'];
  if (declaredType !== undefined && declaredType !== type) {
    throw invalidRequest(
      `The upload was created using the ${type} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  for (const known of checksumAlgorithms()) {
    const declared = headers[known.header];
    if (declared !== undefined && known !== algorithm) {
      throw invalidRequest(
        `The upload was created using a ${algorithm.name.toLowerCase()} checksum. The complete request must use the same checksum.`,
      );
    }
    if (declared !== undefined && declared !== value && declared !== value.replace(/-\d+$/, '')) {
      throw new AwsError(
        'BadDigest',
        `The ${algorithm.name.toLowerCase()} you specified did not match the calculated checksum.`,
      );
    }
  }
}
