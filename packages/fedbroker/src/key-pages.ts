import { fieldsOf, listOf, textOf } from './answer-shape.ts';
import type { ApiClient } from './api-client.ts';
import { prefixOf, type Target } from './target.ts';

/** An object of a listing. */
export interface ListedObject {
  readonly objectKey: string;
  /** Quotes included, as S3 has it. */
  readonly eTag: string;
}

export interface KeyPage {
  readonly objects: readonly ListedObject[];
  readonly isLast: boolean;
}

/**
 * A target's keys in pages; the next is fetched when it is asked for, so that a slow reader makes all wait and nothing
 * piles up.
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
    const answer = fieldsOf(
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
    const objects = listOf(answer, 'Contents').map((fields) => ({
      objectKey: textOf(fields, 'Key'),
      eTag: textOf(fields, 'ETag'),
    }));
    continuation = answer.IsTruncated ? textOf(answer, 'NextContinuationToken') : undefined;
    yield { objects, isLast: continuation === undefined };
  } while (continuation !== undefined);
}
