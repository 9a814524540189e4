import { CHECKSUM_HEADERS, readExpectedChecksums } from '../checksums/expected-checksums.ts';
import { checksumHeaders } from '../checksums/object-checksum.ts';
import { ENCRYPTION_HEADERS, encryptionHeaders, encryptionKeys } from '../object-encryption.ts';
import { METADATA_HEADERS, objectMetadata } from '../object-metadata.ts';
import type { S3Operation } from '../s3-operation.ts';
import { storeBody } from '../store-body.ts';
import { wholeSeconds } from '../stored-object.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject: S3Operation = {
  parameters: [],
  headers: [...METADATA_HEADERS, ...ENCRYPTION_HEADERS, ...CHECKSUM_HEADERS],
  readsBody: true,
  async run(context, request) {
    const bucket = context.access.toObject(request, 's3:PutObject', encryptionKeys(request));
    const kmsKey = context.encryption.keyForUpload(request, bucket);
    const headers = objectMetadata(request.headers);
    const expected = readExpectedChecksums(request.headers);
    const { content, md5, checksum } = await storeBody(context, request, expected);
    const object = {
      content,
      etag: `"${md5}"`,
      lastModified: wholeSeconds(context.clock.now()),
      headers,
      checksum,
      kmsKey,
    };
    bucket.putObject(request.objectKey, object);
    return {
      status: 200,
      headers: { etag: object.etag, ...encryptionHeaders(object), ...checksumHeaders(checksum) },
      body: '',
    };
  },
};
