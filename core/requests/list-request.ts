import { OBJECT_KEY_MAX_BYTES, utf8Bytes } from '../aws/object-key.ts';
import { isBucketName } from '../aws/target.ts';
import { readFederatedUserName } from '../grants/grant.ts';
import { object, optional, type Parser, withDefault } from '../parser.ts';
import { type Place, show } from '../problems.ts';
import { decodeQuery } from './query-string.ts';
import { parseRequest } from './request-parser.ts';

/** A page of a bucket's keys. Texts are as the caller means them, not encoded. */
export interface ListRequest {
  readonly bucket: string;
  /** Empty for all keys. */
  readonly prefix: string;
  readonly delimiter?: string;
  readonly maxKeys: number;
  readonly continuationToken?: string;
  readonly startAfter?: string;
  /** The federated user to act for. */
  readonly name?: string;
}

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
const MAX_KEYS = 1000;

/** S3's tokens hold a key in a longer form; none may be refused here that an answer gave. */
const CONTINUATION_TOKEN_MAX_BYTES = 4096;

interface Query {
  readonly prefix: string;
  readonly delimiter?: string;
  readonly 'max-keys': number;
  readonly 'continuation-token'?: string;
  readonly 'start-after'?: string;
  readonly name?: string;
}

const readQuery = object<Query>({
  prefix: withDefault(bytes(0, OBJECT_KEY_MAX_BYTES), ''),
  delimiter: optional(bytes(1, OBJECT_KEY_MAX_BYTES)),
  'max-keys': withDefault(readMaxKeys, MAX_KEYS),
  'continuation-token': optional(bytes(1, CONTINUATION_TOKEN_MAX_BYTES)),
  'start-after': optional(bytes(1, OBJECT_KEY_MAX_BYTES)),
  name: optional(readFederatedUserName),
});

/**
 * Reads the bucket of the path and the query as it came, without `?`.
 *
 * Throws BrokerError InvalidRequest with all problems.
 */
export function parseListRequest(bucket: unknown, rawQuery: string): ListRequest {
  return parseRequest(
    (_, place) => {
      const name = readBucket(bucket, place.field('bucket'));
      const query = readQuery(decodeQuery(rawQuery, place), place);
      return name === undefined || query === undefined ? undefined : listRequest(name, query);
    },
    undefined,
    'query',
  );
}

function listRequest(bucket: string, query: Query): ListRequest {
  const { prefix, delimiter, name } = query;
  return {
    bucket,
    prefix,
    delimiter,
    maxKeys: query['max-keys'],
    continuationToken: query['continuation-token'],
    startAfter: query['start-after'],
    name,
  };
}

function readBucket(value: unknown, place: Place): string | undefined {
  return typeof value === 'string' && isBucketName(value)
    ? value
    : place.refuse(`must be a general purpose bucket's name, was ${show(value)}`);
}

function readMaxKeys(value: unknown, place: Place): number | undefined {
  return typeof value === 'string' && /^[1-9]\d{0,3}$/.test(value) && Number(value) <= MAX_KEYS
    ? Number(value)
    : place.refuse(`must be a whole number from 1 to ${MAX_KEYS}, was ${show(value)}`);
}

function bytes(min: number, max: number): Parser<string> {
  return (value, place) => {
    const length = typeof value === 'string' ? utf8Bytes(value) : -1;
    return typeof value === 'string' && length >= min && length <= max
      ? value
      : place.refuse(`must have ${min} to ${max} bytes in UTF-8, had ${length}`);
  };
}
