import { randomBytes } from 'node:crypto';
import { type ChecksumType, DEFAULT_ALGORITHM } from '../checksums/checksum-algorithm.ts';
import { readAlgorithmName } from '../checksums/expected-checksums.ts';
import type { UploadChecksum } from '../multipart/multipart-upload.ts';
import { authorizeNewObject, describeNewObject, NEW_OBJECT_HEADERS } from '../new-object.ts';
import { encryptionHeaders } from '../object-encryption.ts';
import { callerAccountId } from '../owner.ts';
import { invalidRequest } from '../s3-error.ts';
import type { S3Operation } from '../s3-operation.ts';
import { xmlResponse } from '../xml.ts';

const ALGORITHM_HEADER = 'x-amz-checksum-algorithm';
const TYPE_HEADER = 'x-amz-checksum-type';
const UPLOAD_ID_BYTES = 48;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export const createMultipartUpload: S3Operation = {
  parameters: ['uploads'],
  headers: [...NEW_OBJECT_HEADERS, ALGORITHM_HEADER, TYPE_HEADER],
  run(context, request) {
    const bucket = authorizeNewObject(context, request, 'part');
    const description = describeNewObject(context, request, bucket);
    const checksum = readUploadChecksum(request.headers);
    const uploadId = randomBytes(UPLOAD_ID_BYTES).toString('base64url');
    const { bucketName, objectKey } = request;
    bucket.uploads.start({
      uploadId,
      objectKey,
      initiatedAt: context.clock.now(),
      initiatorAccountId: callerAccountId(request),
      description,
      checksum,
      parts: new Map(),
    });
    const response = xmlResponse('InitiateMultipartUploadResult', [
      ['Bucket', bucketName],
      ['Key', objectKey],
      ['UploadId', uploadId],
    ]);
    return {
      ...response,
      headers: {
        ...response.headers,
        ...encryptionHeaders(description),
        ...(checksum.isRequested
          ? { [ALGORITHM_HEADER]: checksum.algorithm.name, [TYPE_HEADER]: checksum.type }
          : {}),
      },
    };
  },
};

/** @throws AwsError InvalidRequest, NotImplemented */
function readUploadChecksum(headers: Readonly<Record<string, string>>): UploadChecksum {
  const name = headers[ALGORITHM_HEADER];
  const type = headers[TYPE_HEADER];
  if (name === undefined) {
    if (type !== undefined) {
      throw invalidRequest(
        `The ${TYPE_HEADER} header can only be used with the ${ALGORITHM_HEADER} header.`,
      );
    }
    return { algorithm: DEFAULT_ALGORITHM, type: 'FULL_OBJECT', isRequested: false };
  }
  const algorithm = readAlgorithmName(name, ALGORITHM_HEADER);
  const types: readonly ChecksumType[] = algorithm.multipartTypes;
  const chosen = type === undefined ? types[0] : types.find((known) => known === type);
  if (chosen === undefined) {
    throw invalidRequest(
      `The ${type} checksum type cannot be used with the ${algorithm.name.toLowerCase()} checksum algorithm.`,
    );
  }
  return { algorithm, type: chosen, isRequested: true };
}
