import type { StreamedResponse } from '../../service.ts';
import { checksumHeaders } from '../checksums/object-checksum.ts';
import { isNotModified, READ_CONDITIONS } from '../conditions.ts';
import { objectHeaders } from '../object-headers.ts';
import { selectBytes } from '../object-selection.ts';
import { OVERRIDE_PARAMETERS, responseOverrides } from '../response-overrides.ts';
import type { S3Context, S3Operation } from '../s3-operation.ts';
import type { S3Request } from '../s3-request.ts';
import type { StoredObject } from '../stored-object.ts';

const READ_HEADERS = ['x-amz-checksum-mode', ...READ_CONDITIONS];
const READ_PARAMETERS = ['partNumber', ...OVERRIDE_PARAMETERS];

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export const getObject: S3Operation = {
  parameters: READ_PARAMETERS,
  headers: READ_HEADERS,
  run: readObject,
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export const headObject: S3Operation = {
  parameters: READ_PARAMETERS,
  headers: READ_HEADERS,
  run: readObject,
};

function readObject(context: S3Context, request: S3Request): StreamedResponse {
  const overrides = responseOverrides(request);
  const bucket = context.access.toObject(request, 's3:GetObject');
  const object = bucket.object(request.objectKey) ?? context.access.refuseMissing(request);
  const wantsChecksum = request.headers['x-amz-checksum-mode'] === 'ENABLED';
  if (readsContent(request, wantsChecksum)) {
    context.encryption.authorizeDecryption(object, request, bucket);
  }
  if (isNotModified(request.headers, object)) {
    const { etag, 'last-modified': lastModified = '' } = objectHeaders(object);
    return { status: 304, headers: { etag: etag ?? '', 'last-modified': lastModified }, body: '' };
  }
  const { range, checksum, partCount } = selectBytes(request, object);
  const { size } = object.content;
  const { first, last } = range ?? { first: 0, last: size - 1 };
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      ...objectHeaders(object),
      ...tagCount(context, request, object),
      ...overrides,
      'content-length': String(last - first + 1),
      ...(range === undefined ? {} : { 'content-range': `bytes ${first}-${last}/${size}` }),
      ...(wantsChecksum && checksum !== undefined ? checksumHeaders(checksum) : {}),
      ...(partCount === undefined ? {} : { 'x-amz-mp-parts-count': String(partCount) }),
    },
    body: request.method === 'HEAD' ? '' : object.content.read(range),
  };
}

/**
 * Returns whether the request needs the KMS key. HeadObject needs the key only if it returns the checksum, because
 * metadata is not encrypted:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
function readsContent({ method }: S3Request, wantsChecksum: boolean): boolean {
  return method === 'GET' || wantsChecksum;
}

/** Returns the header with the number of tags, but only if the caller has the permission to read the tags. */
function tagCount(
  context: S3Context,
  request: S3Request,
  { tags }: StoredObject,
): Record<string, string> {
  return tags.size > 0 && context.access.allowsObject(request, 's3:GetObjectTagging')
    ? { 'x-amz-tagging-count': String(tags.size) }
    : {};
}
