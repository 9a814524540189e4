import { CHECKSUM_HEADERS } from '../checksums/expected-checksums.ts';
import { checksumHeaders } from '../checksums/object-checksum.ts';
import { readPartChecksums } from '../multipart/part-checksums.ts';
import { storePart } from '../multipart/store-part.ts';
import { putObjectKeys } from '../new-object.ts';
import { encryptionHeaders } from '../object-encryption.ts';
import { readPartNumber } from '../object-selection.ts';
import type { S3Operation } from '../s3-operation.ts';
import { storeBody } from '../store-body.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const uploadPart: S3Operation = {
  parameters: ['partNumber', 'uploadId'],
  headers: CHECKSUM_HEADERS,
  readsBody: true,
  async run(context, request) {
    const { objectKey, headers, parameters } = request;
    const bucket = context.access.toObject(request, 's3:PutObject', putObjectKeys(request, 'part'));
    const number = readPartNumber(parameters.get('partNumber') ?? '');
    const upload = bucket.uploads.get(parameters.get('uploadId') ?? '', objectKey);
    // According to AWS, each part needs kms:Decrypt. Only CreateMultipartUpload needs kms:GenerateDataKey.
    context.encryption.authorizeDecryption(upload.description, request, bucket);
    const expected = readPartChecksums(headers, upload);
    const stored = await storeBody(context, request, expected);
    storePart(context, request, { number, ...stored });
    const { [expected.algorithm.header]: checksum = '' } = checksumHeaders(stored.checksum);
    return {
      status: 200,
      headers: {
        etag: `"${stored.md5}"`,
        ...encryptionHeaders(upload.description),
        [expected.algorithm.header]: checksum,
      },
      body: '',
    };
  },
};
