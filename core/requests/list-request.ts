import { isBucketName, OBJECT_KEY_MAX_BYTES, utf8Bytes } from '../aws/target.ts';
import { object } from '../compound-parser.ts';
import { docs, schema } from '../json-schema.ts';
import { described, integer, map, optional, type Parser, withDefault } from '../parser.ts';
import { show } from '../problems.ts';
import { fromQuery, numberParameter } from './query-string.ts';
import { nameParser, parseRequest } from './request-parser.ts';

/** Asks for one page of a bucket's keys. No text in it is encoded. */
export interface ListRequest {
  readonly bucket: string;
  /** Empty for all keys. */
  readonly prefix: string;
  readonly delimiter?: string;
  readonly maxKeys: number;
  readonly continuationToken?: string;
  readonly startAfter?: string;
  /** The federated user that the caller acts for. */
  readonly name?: string;
}

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
const MAX_KEYS = 1000;

/** S3's tokens contain a key in a longer form. This limit must accept every token that an answer can contain. */
const CONTINUATION_TOKEN_MAX_BYTES = 4096;

export const bucketParser: Parser<string> = {
  read: (value, context) =>
    typeof value === 'string' && isBucketName(value)
      ? value
      : context.addProblem(`must be the name of a general purpose bucket, was ${show(value)}`),
  schema: schema(() => ({ type: 'string' })),
};

export const listParametersParser = map(
  object({
    prefix: described(
      withDefault(bytes(0, OBJECT_KEY_MAX_BYTES), ''),
      docs('Lists only keys that start with it. A grant must cover it, including its last /.', {
        examples: ['team-a/'],
      }),
    ),
    delimiter: described(
      optional(bytes(1, OBJECT_KEY_MAX_BYTES)),
      docs('Groups keys that have the same text up to it into CommonPrefixes.', {
        examples: ['/'],
      }),
    ),
    'max-keys': described(
      withDefault(numberParameter(integer(1, MAX_KEYS, 'keys')), MAX_KEYS),
      docs('The most keys and common prefixes on one page.'),
    ),
    'continuation-token': described(
      optional(bytes(1, CONTINUATION_TOKEN_MAX_BYTES)),
      docs('NextContinuationToken of the page before.'),
    ),
    'start-after': described(
      optional(bytes(1, OBJECT_KEY_MAX_BYTES)),
      docs('Lists only keys after it, in the order of UTF-8.'),
    ),
    name: nameParser,
  }),
  ({
    'max-keys': maxKeys,
    'continuation-token': continuationToken,
    'start-after': startAfter,
    ...parameters
  }) => ({ ...parameters, maxKeys, continuationToken, startAfter }),
);

/**
 * Reads the bucket from the path and the raw query, without `?`.
 *
 * Throws BrokerError InvalidRequest with all problems.
 */
export function parseListRequest(bucket: unknown, rawQuery: string): ListRequest {
  const parameters = fromQuery(listParametersParser);
  return parseRequest(
    {
      read(_, context) {
        const name = bucketParser.read(bucket, context.field('bucket'));
        const rest = parameters.read(rawQuery, context);
        return name === undefined || rest === undefined ? undefined : { bucket: name, ...rest };
      },
      schema: parameters.schema,
    },
    undefined,
    'query',
  );
}

/** A string of `min` to `max` bytes in UTF-8. JSON Schema can only limit its characters. */
function bytes(min: number, max: number): Parser<string> {
  return {
    read(value, context) {
      const length = typeof value === 'string' ? utf8Bytes(value) : -1;
      return typeof value === 'string' && length >= min && length <= max
        ? value
        : context.addProblem(`must have ${min} to ${max} bytes in UTF-8, had ${length}`);
    },
    schema: schema(() => ({ type: 'string', minLength: min, maxLength: max })),
  };
}
