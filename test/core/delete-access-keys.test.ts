import { deleteAccessKeys } from '../../core/delete-access-keys.ts';

/** A user whose lists show, one after the other, these keys that are not yet deleted. */
function userWith(lists: readonly (readonly string[])[]) {
  const deleted: string[] = [];
  let listed = 0;
  return {
    deleted,
    timesListed: () => listed,
    keys: {
      listIds: async () => {
        const shown = lists[Math.min(listed, lists.length - 1)] ?? [];
        listed += 1;
        return shown.filter((id) => !deleted.includes(id));
      },
      delete: async (id: string) => {
        deleted.push(id);
      },
    },
  };
}

const sleep = async () => {};

test('all keys are deleted', async () => {
  const user = userWith([['AKIA1', 'AKIA2']]);
  await deleteAccessKeys(user.keys, sleep);
  expect(user.deleted).toEqual(['AKIA1', 'AKIA2']);
});

test('a key that shows only in the second list is deleted too', async () => {
  const user = userWith([[], ['AKIALATE'], []]);
  await deleteAccessKeys(user.keys, sleep);
  expect(user.deleted).toEqual(['AKIALATE']);
});

test('it ends after two empty lists, some seconds apart', async () => {
  const user = userWith([[]]);
  const pauses: number[] = [];
  await deleteAccessKeys(user.keys, async (milliseconds) => {
    pauses.push(milliseconds);
  });
  expect(user.timesListed()).toBe(2);
  expect(pauses).toEqual([5_000]);
});

test('it fails where keys keep appearing', async () => {
  let made = 0;
  const keys = {
    listIds: async () => {
      made += 1;
      return [`AKIA${made}`];
    },
    delete: async () => {},
  };
  await expect(deleteAccessKeys(keys, sleep)).rejects.toThrow(
    'still gets access keys after 12 rounds',
  );
});
