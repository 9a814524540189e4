import { ROTATION_STEPS } from '../../core/aws/rotation-step.ts';
import { FAULTS, type Fault } from '../core/rotation/faulty-calls.ts';
import { RotationWorld } from '../core/rotation/rotation-world.ts';

/** States before the rotation in which the fault occurs. */
const STATES: Readonly<Record<string, (world: RotationWorld) => Promise<void>>> = {
  'no key yet': async () => {},
  'one key': (world) => world.rotate(),
  'a key and the one before': async (world) => {
    await world.rotate();
    await world.rotate();
  },
  "an operator's key": async (world) => {
    world.userKeys.create();
  },
  "a key and an operator's": async (world) => {
    await world.rotate();
    world.userKeys.create();
  },
  'two keys, both unknown': async (world) => {
    world.userKeys.create();
    world.userKeys.create();
  },
  'a malformed secret': async (world) => {
    await world.rotate();
    world.overwriteSecret('not JSON');
  },
};

/**
 * AWS refuses the first two trials of a new key. A longer time would only add equal trials, and these tests put a fault at each
 * call.
 */
const PROPAGATION_MILLISECONDS = 1_000;

async function worldIn(state: string): Promise<RotationWorld> {
  const world = new RotationWorld(PROPAGATION_MILLISECONDS);
  await STATES[state]?.(world);
  return world;
}

async function expectWhole(world: RotationWorld, faults: readonly Fault[]): Promise<void> {
  const before = world.currentKey();
  const worked = world.accepts(before);
  await world.rotateUntilDone();
  const after = {
    faults,
    violations: world.violations,
    orphans: world.orphans(),
    currentWorks: world.accepts(world.currentKey()),
    keyBeforeWorks: world.accepts(before),
  };
  expect(after).toEqual({
    faults,
    violations: [],
    orphans: [],
    currentWorks: true,
    keyBeforeWorks: worked,
  });
}

/** Runs a rotation with this fault until it fails or ends. @returns false when it ended before the fault */
async function rotateWith(fault: Fault, world: RotationWorld): Promise<boolean> {
  world.calls.setFault(fault);
  await world.rotate().catch(() => {});
  return world.calls.faultCame;
}

const cases = Object.keys(STATES).flatMap((state) => FAULTS.map((kind) => ({ state, kind })));

test.each(cases)(
  'the next rotation repairs $kind at each AWS call, with $state',
  async ({ state, kind }) => {
    let atCall = 1;
    for (; ; atCall += 1) {
      const world = await worldIn(state);
      if (!(await rotateWith({ atCall, kind }, world))) {
        break;
      }
      await expectWhole(world, [{ atCall, kind }]);
    }
    expect(atCall).toBeGreaterThan(15);
  },
);

const ROOM_AND_NONE = ['no key yet', 'a key and the one before'];

test.each(cases.filter(({ state }) => ROOM_AND_NONE.includes(state)))(
  'the next rotation repairs $kind at each AWS call and a second fault at each call after it, with $state',
  async ({ state, kind }) => {
    for (let first = 1; ; first += 1) {
      if (!(await rotateWith({ atCall: first, kind }, await worldIn(state)))) {
        break;
      }
      for (const secondKind of FAULTS) {
        for (let second = 1; ; second += 1) {
          const faults = [
            { atCall: first, kind },
            { atCall: second, kind: secondKind },
          ] as const;
          const world = await worldIn(state);
          await rotateWith(faults[0], world);
          if (!(await rotateWith(faults[1], world))) {
            break;
          }
          await expectWhole(world, faults);
        }
      }
    }
  },
);

/** `[1, 2]` → `[1, 2]`, `[2, 1]` */
function ordersOf<T>(values: readonly T[]): readonly (readonly T[])[] {
  return values.length === 0
    ? [[]]
    : values.flatMap((first) =>
        ordersOf(values.filter((value) => value !== first)).map((rest) => [first, ...rest]),
      );
}

test.each(cases)(
  'the next rotation repairs $kind at each AWS call in every order of the steps, with $state',
  async ({ state, kind }) => {
    const orders = ordersOf(ROTATION_STEPS);
    expect(orders).toHaveLength(24);
    for (const order of orders) {
      for (let atCall = 1; ; atCall += 1) {
        const world = await worldIn(state);
        const version = world.startRotation();
        world.calls.setFault({ atCall, kind });
        for (const step of order) {
          await world.step(step, version).catch(() => {});
        }
        if (!world.calls.faultCame) {
          break;
        }
        await expectWhole(world, [{ atCall, kind }]);
      }
    }
  },
);
