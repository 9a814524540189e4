import type { StreamedResponse } from '../../service.ts';
import { readByteRange } from '../byte-range.ts';
import { checksumHeaders } from '../checksums/object-checksum.ts';
import { encryptionHeaders } from '../object-encryption.ts';
import { noSuchKey } from '../s3-error.ts';
import type { S3Context, S3Operation } from '../s3-operation.ts';
import type { S3Request } from '../s3-request.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export const getObject: S3Operation = {
  parameters: [],
  headers: ['x-amz-checksum-mode'],
  run: readObject,
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export const headObject: S3Operation = {
  parameters: [],
  headers: ['x-amz-checksum-mode'],
  run: readObject,
};

function readObject(context: S3Context, request: S3Request): StreamedResponse {
  const bucket = context.access.toObject(request, 's3:GetObject');
  const object = bucket.object(request.objectKey) ?? refuseMissing(context, request);
  const wantsChecksum = request.headers['x-amz-checksum-mode'] === 'ENABLED';
  if (readsContent(request, wantsChecksum)) {
    context.encryption.authorizeDecryption(object, request, bucket);
  }
  const { size } = object.content;
  const range = readByteRange(request.headers.range, size);
  const headers = {
    ...object.headers,
    ...encryptionHeaders(object),
    etag: object.etag,
    'last-modified': object.lastModified.toUTCString(),
    'accept-ranges': 'bytes',
  };
  const body = () => (request.method === 'HEAD' ? '' : object.content.read(range));
  if (range !== undefined) {
    const rangeHeaders = {
      'content-length': String(range.last - range.first + 1),
      'content-range': `bytes ${range.first}-${range.last}/${size}`,
    };
    return { status: 206, headers: { ...headers, ...rangeHeaders }, body: body() };
  }
  return {
    status: 200,
    headers: {
      ...headers,
      'content-length': String(size),
      ...(wantsChecksum ? checksumHeaders(object.checksum) : {}),
    },
    body: body(),
  };
}

/**
 * Metadata is not encrypted (https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html), so
 * HeadObject needs the KMS key only for the checksum:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
function readsContent({ method }: S3Request, wantsChecksum: boolean): boolean {
  return method === 'GET' || wantsChecksum;
}

/**
 * A caller who may list the key learns that the object does not exist. Other callers are denied, so they cannot find
 * out names.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 *
 * AWS documents only that `s3:ListBucket` decides. That `s3:prefix` is the key was observed (s3fs-fuse issue 2151, Ceph
 * pull request 68577), and is not confirmed.
 */
function refuseMissing(context: S3Context, request: S3Request): never {
  context.access.toBucket(request, 's3:ListBucket', { 's3:prefix': request.objectKey });
  throw noSuchKey(request.objectKey);
}
