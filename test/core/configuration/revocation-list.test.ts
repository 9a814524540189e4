import { withRevocation } from '../../../core/configuration/revocation-list.ts';

const NOW = new Date('2026-11-21T20:00:00Z');
const alice = (issuedBefore: string) => ({ federatedUser: 'alice=GBj6bl0QSFgnt7', issuedBefore });
const bob = (issuedBefore: string) => ({ federatedUser: 'User1', issuedBefore });

test('a new revocation is added to those of other users', () => {
  const earlier = bob('2026-11-21T12:00:00Z');
  const added = alice('2026-11-21T20:00:00Z');
  expect(withRevocation([earlier], added, NOW)).toEqual({
    revocations: [earlier, added],
    pruned: [],
  });
});

test('a new revocation of the same user replaces the old one only if its time is later', () => {
  const early = alice('2026-11-21T12:00:00Z');
  const late = alice('2026-11-21T20:00:00Z');
  expect(withRevocation([early], late, NOW).revocations).toEqual([late]);
  expect(withRevocation([late], early, NOW).revocations).toEqual([late]);
});

test('a replaced revocation keeps its position in the list', () => {
  const [early, late] = [alice('2026-11-21T12:00:00Z'), alice('2026-11-21T20:00:00Z')];
  const other = bob('2026-11-21T12:00:00Z');
  expect(withRevocation([early, other], late, NOW).revocations).toEqual([late, other]);
});

test.each([
  ['36 hours ago', '2026-11-20T08:00:00Z', true],
  ['one second less than 36 hours ago', '2026-11-20T08:00:01Z', false],
])(
  'an entry from %s is pruned if and only if the longest session, 36 hours, has ended',
  (_, time, isPruned) => {
    const old = bob(time);
    const { revocations, pruned } = withRevocation([old], alice('2026-11-21T20:00:00Z'), NOW);
    expect(pruned).toEqual(isPruned ? [old] : []);
    expect(revocations).toHaveLength(isPruned ? 1 : 2);
  },
);
