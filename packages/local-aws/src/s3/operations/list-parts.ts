import { canonicalUserId } from '../canonical-user.ts';
import { checksumElements } from '../checksums/object-checksum.ts';
import { readInteger } from '../list-parameters.ts';
import { sortedParts, type UploadedPart } from '../multipart/multipart-upload.ts';
import type { S3Operation } from '../s3-operation.ts';
import { type XmlElement, xmlResponse } from '../xml.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export const listParts: S3Operation = {
  parameters: ['uploadId', 'max-parts', 'part-number-marker'],
  headers: [],
  run(context, request) {
    const { parameters, objectKey } = request;
    const bucket = context.access.toObject(request, 's3:ListMultipartUploadParts');
    const upload = bucket.uploads.get(parameters.get('uploadId') ?? '', objectKey);
    const limit = readInteger(parameters, 'max-parts', { byDefault: 1000, limit: 1000 });
    const marker = readInteger(parameters, 'part-number-marker', { byDefault: 0 });
    const following = sortedParts(upload).filter(({ number }) => number > marker);
    const page = following.slice(0, limit);
    const { algorithm, type, isRequested } = upload.checksum;
    return xmlResponse('ListPartsResult', [
      ['Bucket', bucket.name],
      ['Key', objectKey],
      ['UploadId', upload.uploadId],
      ['Initiator', [['ID', canonicalUserId(upload.initiatorAccountId)]]],
      ['Owner', [['ID', canonicalUserId(bucket.ownerAccountId)]]],
      ['StorageClass', upload.description.storageClass],
      ['PartNumberMarker', String(marker)],
      ['NextPartNumberMarker', String(page.at(-1)?.number ?? marker)],
      ['MaxParts', String(limit)],
      ['IsTruncated', String(page.length < following.length)],
      ...(isRequested
        ? ([
            ['ChecksumAlgorithm', algorithm.name],
            ['ChecksumType', type],
          ] satisfies XmlElement[])
        : []),
      ...page.map(partElement),
    ]);
  },
};

function partElement({ number, lastModified, md5, content, checksum }: UploadedPart): XmlElement {
  const [value] = checksumElements(checksum);
  return [
    'Part',
    [
      ['PartNumber', String(number)],
      ['LastModified', lastModified.toISOString()],
      ['ETag', `"${md5}"`],
      ['Size', String(content.size)],
      ...(value === undefined ? [] : [value]),
    ],
  ];
}
