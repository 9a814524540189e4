import { afterPrefix, type ByteString, lowerBound } from './key-order.ts';

export interface ListingQuery {
  readonly prefix: ByteString;
  /** If empty, nothing is grouped. */
  readonly delimiter: ByteString;
  /** Only entries after it are listed. If empty, the listing starts at the beginning. */
  readonly after: ByteString;
  /** Limits keys and common prefixes together. */
  readonly limit: number;
}

export interface Listing {
  readonly keys: readonly ByteString[];
  readonly commonPrefixes: readonly ByteString[];
  readonly isTruncated: boolean;
  /** The last entry, a key or a common prefix. The next page starts after it. */
  readonly last: ByteString | undefined;
}

/**
 * Returns one page of a bucket's listing.
 *
 * Keys with the delimiter after the prefix are grouped into one entry. One binary search skips all keys of the group.
 * An entry is listed if it sorts after `after`, so a marker inside a common prefix skips the rest of that prefix.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function listKeys(sorted: readonly ByteString[], query: ListingQuery): Listing {
  const keys: ByteString[] = [];
  const commonPrefixes: ByteString[] = [];
  let last: ByteString | undefined;
  let index = lowerBound(sorted, query.after, lowerBound(sorted, query.prefix));
  for (;;) {
    const key = sorted[index];
    if (key === undefined || !key.startsWith(query.prefix)) {
      return { keys, commonPrefixes, isTruncated: false, last };
    }
    const commonPrefix = commonPrefixOf(key, query);
    const entry = commonPrefix ?? key;
    if (query.after === '' || entry > query.after) {
      if (keys.length + commonPrefixes.length === query.limit) {
        return { keys, commonPrefixes, isTruncated: query.limit > 0, last };
      }
      (commonPrefix === undefined ? keys : commonPrefixes).push(entry);
      last = entry;
    }
    index =
      commonPrefix === undefined
        ? index + 1
        : lowerBound(sorted, afterPrefix(commonPrefix), index + 1);
  }
}

function commonPrefixOf(
  key: ByteString,
  { prefix, delimiter }: ListingQuery,
): ByteString | undefined {
  const found = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return found === -1 ? undefined : key.slice(0, found + delimiter.length);
}
