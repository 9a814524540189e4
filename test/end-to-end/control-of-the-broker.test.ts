import { AttackedBroker } from './attacks/attacked-broker.ts';
import { ATTACKS_ON_CALLERS_AND_LOG } from './attacks/on-callers-and-log.ts';
import { ATTACKS_ON_THE_STACK } from './attacks/on-the-stack.ts';
import { ATTACKS_ON_THE_USER } from './attacks/on-the-user.ts';
import { listedPermissions } from './control-list.ts';

/** The attacks on the stack run last, because they leave it changed. */
const ATTACKS = { ...ATTACKS_ON_CALLERS_AND_LOG, ...ATTACKS_ON_THE_USER, ...ATTACKS_ON_THE_STACK };

let broker: AttackedBroker;

beforeAll(async () => {
  broker = await AttackedBroker.start();
});

afterAll(() => broker.close());

test.each(Object.entries(ATTACKS))('%s gives what docs/security.md says', (_, attack) =>
  attack(broker),
);

test('each permission in docs/security.md has an event, and each one that is marked as tested has an attack', () => {
  const listed = listedPermissions();
  expect(listed.length).toBeGreaterThan(40);
  const tested = listed.filter(({ shownBy }) => shownBy === 'test');
  expect(tested.map(({ permission }) => permission).sort()).toEqual(Object.keys(ATTACKS).sort());
  for (const { permission, events, shownBy } of listed) {
    expect([permission, shownBy, events.length > 0]).toEqual([
      permission,
      expect.stringMatching(/^(test|query)$/),
      true,
    ]);
  }
});
