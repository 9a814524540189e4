import type { Clock } from '../use-cases/ports.ts';
import type { UserAccessKeys } from './rotation-ports.ts';

/** Lists that must be empty one after the other: IAM may show a key only some seconds after it was made. */
const EMPTY_LISTS = 2;
const LIST_INTERVAL_MILLISECONDS = 5_000;
/** No round starts later; the last one and the answer to CloudFormation fit into the function's time limit. */
const ROUNDS_END_MILLISECONDS = 45_000;

export interface DeletionDependencies {
  readonly accessKeys: Pick<UserAccessKeys, 'list' | 'delete'>;
  readonly clock: Clock;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * Deletes all access keys of a user, also one that an operator or a rotation cut short has left.
 *
 * @throws Error where keys keep appearing
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
      throw new Error('The user still gets access keys after many rounds of deletion.');
    }
    await sleep(LIST_INTERVAL_MILLISECONDS);
  }
}
