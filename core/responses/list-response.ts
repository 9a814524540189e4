import { list, object } from '../compound-parser.ts';
import { docs } from '../json-schema.ts';
import { boolean, described, integer, optional, type Parsed, string, titled } from '../parser.ts';
import { timestampParser } from './timestamp-parser.ts';

/** The shape of `aws s3api list-objects-v2`. */
export type ListResponse = Parsed<typeof listResponseParser>;

const ITEMS_MAX = 1000;

export const listResponseParser = titled(
  'List response',
  object({
    Name: described(string, docs('The bucket.')),
    Prefix: described(string, docs('The prefix in the request.')),
    KeyCount: described(
      integer(0, ITEMS_MAX, 'keys'),
      docs('The number of keys and common prefixes on this page.'),
    ),
    MaxKeys: integer(1, ITEMS_MAX, 'keys'),
    IsTruncated: described(boolean, docs('Whether there are more pages.')),
    NextContinuationToken: described(
      optional(string),
      docs('continuation-token for the request of the next page.'),
    ),
    Contents: list(
      object({
        Key: string,
        ETag: string,
        Size: described(integer(0, Number.MAX_SAFE_INTEGER, 'bytes'), docs('In bytes.')),
        LastModified: timestampParser,
        StorageClass: optional(string),
      }),
      0,
      ITEMS_MAX,
    ),
    CommonPrefixes: list(object({ Prefix: string }), 0, ITEMS_MAX),
  }),
);
