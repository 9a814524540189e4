import type { ApiClient } from './api-client.ts';
import { fieldsOf, listOf, textOf } from './response-fields.ts';
import { prefixOf, type Target } from './target.ts';

/** One object of a listing. */
export interface ListedObject {
  readonly objectKey: string;
  /** Includes the quotes, as in S3's response. */
  readonly eTag: string;
}

export interface KeyPage {
  readonly objects: readonly ListedObject[];
  readonly isLast: boolean;
}

/**
 * Yields the keys of a target in pages. It requests a page only when the reader asks for it, so keys do not pile up in memory
 * if the reader is slow.
 *
 * @param pageSize at most 1,000
 */
export async function* keyPages(
  api: ApiClient,
  target: Target,
  name: string | undefined,
  pageSize: number,
): AsyncGenerator<KeyPage> {
  let continuation: string | undefined;
  do {
    const listing = fieldsOf(
      await api.call({
        method: 'GET',
        path: `/buckets/${encodeURIComponent(target.bucket)}/keys`,
        query: {
          prefix: prefixOf(target),
          'max-keys': String(pageSize),
          'continuation-token': continuation,
          name,
        },
      }),
      'Contents',
    );
    const objects = listOf(listing, 'Contents').map((fields) => ({
      objectKey: textOf(fields, 'Key'),
      eTag: textOf(fields, 'ETag'),
    }));
    continuation = listing.IsTruncated ? textOf(listing, 'NextContinuationToken') : undefined;
    yield { objects, isLast: continuation === undefined };
  } while (continuation !== undefined);
}
