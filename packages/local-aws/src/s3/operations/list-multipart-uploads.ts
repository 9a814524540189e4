import type { Bucket } from '../bucket.ts';
import { canonicalUserId } from '../canonical-user.ts';
import { type ByteString, toByteString } from '../key-order.ts';
import { type ListParameters, readInteger, readListParameters } from '../list-parameters.ts';
import type { MultipartUpload } from '../multipart/multipart-upload.ts';
import type { S3Operation } from '../s3-operation.ts';
import { type XmlElement, xmlResponse } from '../xml.ts';

/**
 * An upload with its key as bytes. Uploads are listed by key. Uploads with the same key are listed in the order of
 * their creation.
 */
interface Entry {
  readonly upload: MultipartUpload;
  readonly key: ByteString;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
export const listMultipartUploads: S3Operation = {
  parameters: [
    'uploads',
    'prefix',
    'delimiter',
    'encoding-type',
    'key-marker',
    'max-uploads',
    'upload-id-marker',
  ],
  headers: [],
  run(context, request) {
    const bucket = context.access.toBucket(request, 's3:ListBucketMultipartUploads');
    const parameters = readListParameters(request.parameters);
    const limit = readInteger(request.parameters, 'max-uploads', { byDefault: 1000, limit: 1000 });
    const keyMarker = request.parameters.get('key-marker') ?? '';
    const idMarker = request.parameters.get('upload-id-marker') ?? '';
    const following = entriesAfter(bucket, parameters, keyMarker, idMarker);
    const { uploads, prefixes, isTruncated, last } = page(following, parameters, limit);
    const { encode } = parameters;
    return xmlResponse('ListMultipartUploadsResult', [
      ['Bucket', bucket.name],
      ['KeyMarker', encode(keyMarker)],
      ['UploadIdMarker', idMarker],
      ...(isTruncated && last !== undefined
        ? ([
            ['NextKeyMarker', encode(last.key)],
            ['NextUploadIdMarker', last.uploadId],
          ] satisfies XmlElement[])
        : []),
      ['Prefix', encode(parameters.prefix)],
      ['Delimiter', encode(parameters.delimiter)],
      ...(parameters.encodingType === undefined
        ? []
        : ([['EncodingType', parameters.encodingType]] satisfies XmlElement[])),
      ['MaxUploads', String(limit)],
      ['IsTruncated', String(isTruncated)],
      ...uploads.map((upload) => uploadElement(upload, bucket, parameters)),
      ...prefixes.map((prefix): XmlElement => ['CommonPrefixes', [['Prefix', encode(prefix)]]]),
    ]);
  },
};

/**
 * Returns the uploads after the markers. Without an upload id marker, the listing continues after all uploads with the
 * key marker. The key marker can be a common prefix.
 */
function entriesAfter(
  bucket: Bucket,
  { prefix, delimiter }: ListParameters,
  keyMarker: string,
  idMarker: string,
): readonly MultipartUpload[] {
  const marker = toByteString(keyMarker);
  const isGroup = delimiter !== '' && keyMarker.endsWith(delimiter);
  const sorted = bucket.uploads
    .all()
    .map((upload): Entry => ({ upload, key: toByteString(upload.objectKey) }))
    .sort((a, b) => compare(a.key, b.key))
    .filter(({ key }) => key.startsWith(toByteString(prefix)));
  const resumeAt = sorted.findIndex(
    ({ upload, key }) => key === marker && upload.uploadId === idMarker,
  );
  return sorted
    .filter(({ key }, index) =>
      key === marker
        ? resumeAt >= 0 && index > resumeAt
        : key > marker && !(isGroup && key.startsWith(marker)),
    )
    .map(({ upload }) => upload);
}

interface Page {
  readonly uploads: MultipartUpload[];
  readonly prefixes: string[];
  readonly isTruncated: boolean;
  /** The markers for the next page. `uploadId` is empty if `key` is a common prefix. */
  readonly last?: { readonly key: string; readonly uploadId: string };
}

function page(
  uploads: readonly MultipartUpload[],
  { prefix, delimiter }: ListParameters,
  limit: number,
): Page {
  const shown: MultipartUpload[] = [];
  const prefixes = new Set<string>();
  let last: Page['last'];
  for (const upload of uploads) {
    const end = delimiter === '' ? -1 : upload.objectKey.indexOf(delimiter, prefix.length);
    const commonPrefix = end < 0 ? undefined : upload.objectKey.slice(0, end + delimiter.length);
    if (commonPrefix !== undefined && prefixes.has(commonPrefix)) {
      continue;
    }
    if (shown.length + prefixes.size === limit) {
      return { uploads: shown, prefixes: [...prefixes], isTruncated: limit > 0, last };
    }
    if (commonPrefix === undefined) {
      shown.push(upload);
      last = { key: upload.objectKey, uploadId: upload.uploadId };
    } else {
      prefixes.add(commonPrefix);
      last = { key: commonPrefix, uploadId: '' };
    }
  }
  return { uploads: shown, prefixes: [...prefixes], isTruncated: false };
}

function uploadElement(
  { objectKey, uploadId, initiatorAccountId, initiatedAt, description, checksum }: MultipartUpload,
  bucket: Bucket,
  { encode }: ListParameters,
): XmlElement {
  return [
    'Upload',
    [
      ['Key', encode(objectKey)],
      ['UploadId', uploadId],
      ['Initiator', [['ID', canonicalUserId(initiatorAccountId)]]],
      ['Owner', [['ID', canonicalUserId(bucket.ownerAccountId)]]],
      ['StorageClass', description.storageClass],
      ['Initiated', initiatedAt.toISOString()],
      ...(checksum.isRequested
        ? ([
            ['ChecksumAlgorithm', checksum.algorithm.name],
            ['ChecksumType', checksum.type],
          ] satisfies XmlElement[])
        : []),
    ],
  ];
}

function compare(a: ByteString, b: ByteString): number {
  return a < b ? -1 : Number(a > b);
}
