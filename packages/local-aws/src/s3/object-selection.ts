import { AwsError } from '../aws-error.ts';
import { type ByteRange, readByteRange } from './byte-range.ts';
import type { ObjectChecksum } from './checksums/object-checksum.ts';
import { invalidArgument, invalidRequest } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';
import type { StoredObject } from './stored-object.ts';

const MAX_PART_NUMBER = 10_000;

/** The bytes of an object that a request asks for. */
export interface Selection {
  /** The requested bytes. If undefined, the whole object. */
  readonly range?: ByteRange;
  /** The checksum of the selected bytes. Undefined for a Range header, because S3 has no checksum of these bytes. */
  readonly checksum?: ObjectChecksum;
  /** The number of parts of the object, if the request has `partNumber` and the object was uploaded in parts. */
  readonly partCount?: number;
}

/**
 * Reads the Range header or the parameter `partNumber`.
 *
 * @throws AwsError InvalidRange, InvalidPartNumber, InvalidArgument, InvalidRequest, NotImplemented
 */
export function selectBytes({ headers, parameters }: S3Request, object: StoredObject): Selection {
  const partNumber = parameters.get('partNumber');
  if (partNumber === undefined) {
    const range = readByteRange(headers.range, object.content.size);
    return range === undefined ? { checksum: object.checksum } : { range };
  }
  if (headers.range !== undefined) {
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
  }
  return selectPart(readPartNumber(partNumber), object);
}

/** @throws AwsError InvalidArgument */
export function readPartNumber(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > MAX_PART_NUMBER) {
    throw invalidArgument(
      `Part number must be an integer between 1 and ${MAX_PART_NUMBER}, inclusive`,
      'partNumber',
      text,
    );
  }
  return number;
}

/** Returns the bytes of one part. An object that was not uploaded in parts counts as part 1. */
function selectPart(partNumber: number, { content, parts, checksum }: StoredObject): Selection {
  const all = parts ?? [{ number: 1, size: content.size, checksum }];
  const index = all.findIndex((part) => part.number === partNumber);
  const part = all[index];
  if (part === undefined) {
    throw new AwsError('InvalidPartNumber', 'The requested partnumber is not satisfiable', 416, {
      ActualPartCount: String(all.length),
      PartNumberRequested: String(partNumber),
    });
  }
  const first = all.slice(0, index).reduce((sum, { size }) => sum + size, 0);
  return {
    ...(part.size === 0 ? {} : { range: { first, last: first + part.size - 1 } }),
    // The checksum type is that of the whole object, even if the value is the checksum of a part.
    checksum: { ...part.checksum, type: checksum.type },
    ...(parts === undefined ? {} : { partCount: parts.length }),
  };
}
