import type { UserAccessKeys } from './rotate-access-key.ts';

/** Lists that must be empty one after the other: IAM may show a key only some seconds after it was made. */
const EMPTY_LISTS = 2;
const LIST_INTERVAL_MILLISECONDS = 5_000;
const LIST_LIMIT = 12;

/**
 * Deletes all access keys of a user, also one that an operator or a rotation cut short has left.
 *
 * @throws Error where keys keep appearing
 */
export async function deleteAccessKeys(
  keys: Pick<UserAccessKeys, 'listIds' | 'delete'>,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<void> {
  let emptyInARow = 0;
  for (let list = 0; list < LIST_LIMIT; list += 1) {
    const ids = await keys.listIds();
    for (const id of ids) {
      await keys.delete(id);
    }
    emptyInARow = ids.length === 0 ? emptyInARow + 1 : 0;
    if (emptyInARow === EMPTY_LISTS) {
      return;
    }
    await sleep(LIST_INTERVAL_MILLISECONDS);
  }
  throw new Error(`The user still gets access keys after ${LIST_LIMIT} rounds of deletion.`);
}
