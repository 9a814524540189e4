import fc from 'fast-check';
import { ROTATION_STEPS } from '../../core/aws/rotation-step.ts';
import { FAULTS } from '../core/rotation/faulty-calls.ts';
import { RotationWorld } from '../core/rotation/rotation-world.ts';

/** More calls than any step makes, so that most steps run without a fault. */
const CALLS_MAX = 30;

const fault = fc.option(
  fc.record({ atCall: fc.integer({ min: 1, max: CALLS_MAX }), kind: fc.constantFrom(...FAULTS) }),
  { nil: undefined },
);

/** What can happen to a key and its secret: rotations, faults, and changes by operators. */
const happening = fc.oneof(
  fc.record({ what: fc.constant('rotation' as const), fault }),
  fc.record({
    what: fc.constant('step' as const),
    step: fc.constantFrom(...ROTATION_STEPS),
    fault,
  }),
  fc.record({ what: fc.constant('pause' as const), seconds: fc.integer({ min: 1, max: 600 }) }),
  fc.record({ what: fc.constant("operator's key" as const) }),
  fc.record({
    what: fc.constant('key taken away' as const),
    how: fc.constantFrom('delete' as const, 'deactivate' as const),
    index: fc.nat(1),
  }),
  fc.record({
    what: fc.constant('secret overwritten' as const),
    text: fc.constantFrom('{}', 'not JSON', '{"accessKeyId":"AKIA0","secretAccessKey":"0"}'),
  }),
  fc.record({ what: fc.constantFrom('rolled back' as const, 'cancelled' as const) }),
);

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

async function happen(world: RotationWorld, happened: Happening): Promise<void> {
  switch (happened.what) {
    case 'rotation':
      world.calls.setFault(happened.fault);
      return world.rotate().catch(() => {});
    case 'step':
      world.calls.setFault(happened.fault);
      return world.step(happened.step, world.startRotation()).catch(() => {});
    case 'pause':
      return world.wait(happened.seconds * 1_000);
    case "operator's key":
      if (world.keyIds.length < 2) {
        world.userKeys.create();
      }
      return;
    case 'key taken away': {
      const id = world.keyIds[happened.index];
      return id === undefined ? undefined : world.takeAway(id, happened.how);
    }
    case 'secret overwritten':
      return world.overwriteSecret(happened.text);
    case 'rolled back':
      return world.rollBack();
    case 'cancelled':
      return world.cancelRotation();
  }
}

test('whatever happens, AWSCURRENT keeps working, and the next rotation leaves no orphaned key', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 12 }), async (happenings) => {
      const world = new RotationWorld();
      for (const happened of happenings) {
        await happen(world, happened);
        expect(world.violations).toEqual([]);
      }
      const before = world.currentKey();
      const worked = world.accepts(before);
      await world.rotateUntilDone();
      expect(world.violations).toEqual([]);
      expect(world.orphans()).toEqual([]);
      expect(world.accepts(world.currentKey())).toBe(true);
      expect(world.accepts(before)).toBe(worked);
    }),
    { numRuns: 1_000 },
  );
});
