import { CHECKSUM_HEADERS, readExpectedChecksums } from '../checksums/expected-checksums.ts';
import { checksumHeaders } from '../checksums/object-checksum.ts';
import { assertWritable, WRITE_CONDITIONS } from '../conditions.ts';
import { authorizeNewObject, describeNewObject, NEW_OBJECT_HEADERS } from '../new-object.ts';
import { encryptionHeaders } from '../object-encryption.ts';
import { putStoredObject } from '../put-stored-object.ts';
import type { S3Operation } from '../s3-operation.ts';
import { storeBody } from '../store-body.ts';
import { wholeSeconds } from '../stored-object.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject: S3Operation = {
  parameters: [],
  headers: [...NEW_OBJECT_HEADERS, ...CHECKSUM_HEADERS, ...WRITE_CONDITIONS],
  readsBody: true,
  async run(context, request) {
    const bucket = authorizeNewObject(context, request, 'object');
    assertWritable(request.headers, request.objectKey, bucket.object(request.objectKey));
    const description = describeNewObject(context, request, bucket);
    const expected = readExpectedChecksums(request.headers);
    const { content, md5, checksum } = await storeBody(context, request, expected);
    const etag = `"${md5}"`;
    putStoredObject(context, request, {
      ...description,
      content,
      etag,
      lastModified: wholeSeconds(context.clock.now()),
      checksum,
    });
    return {
      status: 200,
      headers: { etag, ...encryptionHeaders(description), ...checksumHeaders(checksum) },
      body: '',
    };
  },
};
