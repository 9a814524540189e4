import type { Bucket } from '../bucket.ts';
import { canonicalUserId } from '../canonical-user.ts';
import { readContinuationToken, writeContinuationToken } from '../continuation-token.ts';
import { type Listing, listKeys } from '../key-listing.ts';
import { type ByteString, fromByteString, toByteString } from '../key-order.ts';
import { type ListParameters, readFlag, readListParameters } from '../list-parameters.ts';
import { invalidArgument } from '../s3-error.ts';
import type { S3Context, S3Operation } from '../s3-operation.ts';
import type { S3Request } from '../s3-request.ts';
import { type XmlElement, xmlResponse } from '../xml.ts';

const COMMON_PARAMETERS = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const listObjectsV2: S3Operation = {
  parameters: [
    ...COMMON_PARAMETERS,
    'list-type',
    'continuation-token',
    'start-after',
    'fetch-owner',
  ],
  headers: [],
  run(context, request) {
    const bucket = authorizeListing(context, request);
    const listType = request.parameters.get('list-type') ?? '';
    if (listType !== '2') {
      throw invalidArgument('Invalid List Type specified in Request', 'list-type', listType);
    }
    const parameters = readListParameters(request.parameters);
    const token = request.parameters.get('continuation-token');
    const startAfter = request.parameters.get('start-after');
    const after =
      token === undefined ? toByteString(startAfter ?? '') : readContinuationToken(token);
    const listing = list(bucket, parameters, after);
    const nextToken =
      listing.isTruncated && listing.last !== undefined
        ? writeContinuationToken(listing.last)
        : undefined;
    return xmlResponse('ListBucketResult', [
      ...head(bucket, parameters),
      ...optional(
        'StartAfter',
        startAfter === undefined ? startAfter : parameters.encode(startAfter),
      ),
      ...optional('ContinuationToken', token),
      ...optional('NextContinuationToken', nextToken),
      ['KeyCount', String(listing.keys.length + listing.commonPrefixes.length)],
      ['IsTruncated', String(listing.isTruncated)],
      ...entries(bucket, listing, parameters, readFlag(request.parameters, 'fetch-owner')),
    ]);
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export const listObjects: S3Operation = {
  parameters: [...COMMON_PARAMETERS, 'marker'],
  headers: [],
  run(context, request) {
    const bucket = authorizeListing(context, request);
    const parameters = readListParameters(request.parameters);
    const marker = request.parameters.get('marker') ?? '';
    const listing = list(bucket, parameters, toByteString(marker));
    // S3 returns the next marker only if there is a delimiter. Otherwise clients use the last key of the page.
    const nextMarker =
      listing.isTruncated && parameters.delimiter !== '' && listing.last !== undefined
        ? parameters.encode(fromByteString(listing.last))
        : undefined;
    return xmlResponse('ListBucketResult', [
      ...head(bucket, parameters),
      ['Marker', parameters.encode(marker)],
      ...optional('NextMarker', nextMarker),
      ['IsTruncated', String(listing.isTruncated)],
      ...entries(bucket, listing, parameters, true),
    ]);
  },
};

/**
 * A condition key is present only if the request has its parameter, so a policy can distinguish "no prefix" from "".
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html
 */
function authorizeListing(context: S3Context, request: S3Request): Bucket {
  const keys: Record<string, string> = {};
  for (const name of ['prefix', 'delimiter', 'max-keys']) {
    const value = request.parameters.get(name);
    if (value !== undefined) {
      keys[`s3:${name}`] = value;
    }
  }
  return context.access.toBucket(request, 's3:ListBucket', keys);
}

function list(bucket: Bucket, parameters: ListParameters, after: ByteString): Listing {
  return listKeys(bucket.sortedKeys(), {
    prefix: toByteString(parameters.prefix),
    delimiter: toByteString(parameters.delimiter),
    after,
    limit: parameters.maxKeys,
  });
}

function head(bucket: Bucket, parameters: ListParameters): XmlElement[] {
  return [
    ['Name', bucket.name],
    ['Prefix', parameters.encode(parameters.prefix)],
    ['MaxKeys', String(parameters.maxKeys)],
    ...optional('Delimiter', parameters.encode(parameters.delimiter) || undefined),
    ...optional('EncodingType', parameters.encodingType),
  ];
}

function entries(
  bucket: Bucket,
  listing: Listing,
  parameters: ListParameters,
  withOwner: boolean,
): XmlElement[] {
  const owner: XmlElement[] = withOwner
    ? [['Owner', [['ID', canonicalUserId(bucket.ownerAccountId)]]]]
    : [];
  const encode = (bytes: ByteString): string => parameters.encode(fromByteString(bytes));
  return [
    ...listing.keys.map((key): XmlElement => {
      const object = bucket.listedObject(key);
      return [
        'Contents',
        [
          ['Key', encode(key)],
          ['LastModified', object.lastModified.toISOString()],
          ['ETag', object.etag],
          ['ChecksumAlgorithm', object.checksum.algorithm.name],
          ['ChecksumType', object.checksum.type],
          ['Size', String(object.content.size)],
          ...owner,
          ['StorageClass', object.storageClass],
        ],
      ];
    }),
    ...listing.commonPrefixes.map(
      (prefix): XmlElement => ['CommonPrefixes', [['Prefix', encode(prefix)]]],
    ),
  ];
}

function optional(name: string, value: string | undefined): XmlElement[] {
  return value === undefined ? [] : [[name, value]];
}
