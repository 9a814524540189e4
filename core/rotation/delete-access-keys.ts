import type { Clock } from '../use-cases/ports.ts';
import type { UserAccessKeys } from './rotation-ports.ts';

/** This many lists in a row must be empty, because a new key may appear in lists only after some seconds. */
const EMPTY_LISTS = 2;
const LIST_INTERVAL_MILLISECONDS = 5_000;
/** No round starts later, so that the last one and the answer to CloudFormation fit into the function's time limit. */
const ROUNDS_END_MILLISECONDS = 45_000;

export interface DeletionDependencies {
  readonly accessKeys: Pick<UserAccessKeys, 'list' | 'delete'>;
  readonly clock: Clock;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * Deletes all access keys of a user, including those from operators and interrupted rotations.
 *
 * @throws Error if new keys keep appearing
 */
export async function deleteAccessKeys({
  accessKeys,
  clock,
  sleep,
}: DeletionDependencies): Promise<void> {
  const roundsEnd = clock().getTime() + ROUNDS_END_MILLISECONDS;
  let emptyInARow = 0;
  for (;;) {
    const listed = await accessKeys.list();
    for (const { id } of listed) {
      await accessKeys.delete(id);
    }
    emptyInARow = listed.length === 0 ? emptyInARow + 1 : 0;
    if (emptyInARow === EMPTY_LISTS) {
      return;
    }
    if (clock().getTime() >= roundsEnd) {
      throw new Error('New access keys of the user kept appearing during the deletion.');
    }
    await sleep(LIST_INTERVAL_MILLISECONDS);
  }
}
