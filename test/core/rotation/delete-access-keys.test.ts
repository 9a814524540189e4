import { deleteAccessKeys } from '../../../core/rotation/delete-access-keys.ts';

/** A user whose lists return these keys one list after another, without deleted keys. Each list takes some time. */
function userWith(lists: readonly (readonly string[])[], millisecondsAList = 0) {
  let now = 0;
  let listed = 0;
  const deleted: string[] = [];
  const pauses: number[] = [];
  return {
    deleted,
    pauses,
    timesListed: () => listed,
    clock: () => new Date(now),
    sleep: async (milliseconds: number) => {
      pauses.push(milliseconds);
      now += milliseconds;
    },
    accessKeys: {
      list: async () => {
        const shown = lists[Math.min(listed, lists.length - 1)] ?? [];
        listed += 1;
        now += millisecondsAList;
        return shown
          .filter((id) => !deleted.includes(id))
          .map((id) => ({ id, isActive: id !== 'AKIAINACTIVE' }));
      },
      delete: async (id: string) => {
        deleted.push(id);
      },
    },
  };
}

test('all keys are deleted, active or not', async () => {
  const user = userWith([['AKIA1', 'AKIAINACTIVE']]);
  await deleteAccessKeys(user);
  expect(user.deleted).toEqual(['AKIA1', 'AKIAINACTIVE']);
});

test('a key that appears only in the second list is deleted, too', async () => {
  const user = userWith([[], ['AKIALATE'], []]);
  await deleteAccessKeys(user);
  expect(user.deleted).toEqual(['AKIALATE']);
  expect(user.timesListed()).toBe(4);
});

test('the deletion ends after two empty lists, some seconds apart', async () => {
  const user = userWith([[]]);
  await deleteAccessKeys(user);
  expect(user.timesListed()).toBe(2);
  expect(user.pauses).toEqual([5_000]);
});

test.each([
  ['AWS answers at once', 0, 10],
  ['AWS answers slowly', 7_500, 4],
])(
  'the deletion fails before its time limit if keys keep appearing and %s',
  async (_, millisecondsAList, lists) => {
    const everNew = Array.from({ length: 100 }, (_, index) => [`AKIA${index}`]);
    const user = userWith(everNew, millisecondsAList);
    await expect(deleteAccessKeys(user)).rejects.toThrow('kept appearing');
    expect(user.timesListed()).toBe(lists);
  },
);
