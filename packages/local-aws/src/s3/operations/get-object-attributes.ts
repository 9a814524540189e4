import { checksumElements } from '../checksums/object-checksum.ts';
import { invalidArgument } from '../s3-error.ts';
import type { S3Operation } from '../s3-operation.ts';
import type { StoredObject } from '../stored-object.ts';
import { type XmlElement, xmlResponse } from '../xml.ts';

const ATTRIBUTES_HEADER = 'x-amz-object-attributes';
const MAX_PARTS_HEADER = 'x-amz-max-parts';
const MARKER_HEADER = 'x-amz-part-number-marker';
const MAX_PARTS = 1000;

type Headers = Readonly<Record<string, string>>;

/** The attributes that a caller can request, in the order of the elements in the answer. */
const ATTRIBUTES: ReadonlyMap<string, (object: StoredObject, headers: Headers) => XmlElement[]> =
  new Map([
    ['ETag', ({ etag }): XmlElement[] => [['ETag', etag.replaceAll('"', '')]]],
    ['Checksum', ({ checksum }): XmlElement[] => [['Checksum', checksumElements(checksum)]]],
    ['ObjectParts', objectParts],
    ['StorageClass', ({ storageClass }): XmlElement[] => [['StorageClass', storageClass]]],
    ['ObjectSize', ({ content }): XmlElement[] => [['ObjectSize', String(content.size)]]],
  ]);

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
export const getObjectAttributes: S3Operation = {
  parameters: ['attributes'],
  headers: [ATTRIBUTES_HEADER, MAX_PARTS_HEADER, MARKER_HEADER],
  run(context, request) {
    // AWS's page says that the caller needs both permissions.
    const bucket = context.access.toObject(request, 's3:GetObjectAttributes');
    context.access.toObject(request, 's3:GetObject');
    const object = bucket.object(request.objectKey) ?? context.access.refuseMissing(request);
    const names = readNames(request.headers[ATTRIBUTES_HEADER] ?? '');
    if (names.has('Checksum') || names.has('ObjectParts')) {
      context.encryption.authorizeDecryption(object, request, bucket);
    }
    const elements = [...ATTRIBUTES].flatMap(([name, write]) =>
      names.has(name) ? write(object, request.headers) : [],
    );
    const response = xmlResponse('GetObjectAttributesResponse', elements);
    const lastModified = { 'last-modified': object.lastModified.toUTCString() };
    return { ...response, headers: { ...response.headers, ...lastModified } };
  },
};

function readNames(header: string): ReadonlySet<string> {
  const names = new Set(header.split(',').map((name) => name.trim()));
  for (const name of names) {
    if (!ATTRIBUTES.has(name)) {
      throw invalidArgument('Invalid attribute name specified.', ATTRIBUTES_HEADER, name);
    }
  }
  return names;
}

/** Returns the element ObjectParts. Returns nothing if the object was not uploaded in parts. */
function objectParts({ parts }: StoredObject, headers: Headers): XmlElement[] {
  if (parts === undefined) {
    return [];
  }
  const marker = readInteger(headers, MARKER_HEADER, 0);
  const limit = Math.min(readInteger(headers, MAX_PARTS_HEADER, MAX_PARTS), MAX_PARTS);
  const following = parts.filter(({ number }) => number > marker);
  const page = following.slice(0, limit);
  return [
    [
      'ObjectParts',
      [
        ['IsTruncated', String(page.length < following.length)],
        ['MaxParts', String(limit)],
        ['NextPartNumberMarker', String(page.at(-1)?.number ?? 0)],
        ['PartNumberMarker', String(marker)],
        ...page.map(({ number, size, checksum }): XmlElement => {
          const [value] = checksumElements(checksum);
          return [
            'Part',
            [
              ['PartNumber', String(number)],
              ['Size', String(size)],
              ...(value === undefined ? [] : [value]),
            ],
          ];
        }),
        ['PartsCount', String(parts.length)],
      ],
    ],
  ];
}

function readInteger(headers: Headers, name: string, byDefault: number): number {
  const value = headers[name];
  if (value === undefined) {
    return byDefault;
  }
  if (!/^\d{1,9}$/.test(value)) {
    throw invalidArgument(`${name} must be an integer of at least 0`, name, value);
  }
  return Number(value);
}
