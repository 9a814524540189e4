import { type Bundles, COLD_STARTS, type ColdStart } from './bundles.ts';
import { type Child, runChild } from './child.ts';

/** Cold starts of each program in `COLD_STARTS`, and processes for the other figures, in each part of a bench. */
const COLD_ROUNDS = 16;
/** One process would not be enough, because the just-in-time compiler's result differs between processes. */
const PROCESSES = 8;

/** More parts do not help on a machine that is too busy. */
const PARTS_MAX = 4;

type Place = Pick<Child, 'node' | 'endpoint'>;
type Values = Readonly<Record<string, number>>;

/** What one round of cold starts, one right after the other, has measured. */
export type ColdRound = Readonly<Record<ColdStart, Values>>;

export interface Measurements {
  readonly bundles: Bundles;
  readonly cold: readonly ColdRound[];
  readonly warm: readonly Values[];
  readonly matching: readonly Values[];
  readonly listings: Values;
}

/**
 * Measures all figures.
 *
 * Programs that are compared run one right after the other in random order, and the rounds of all kinds are mixed, so that a busy machine is busy
 * for all of them.
 *
 * @param needsMore returns whether the figures of the measurements so far are too uncertain
 */
export async function measure(
  bundles: Bundles,
  place: Place,
  needsMore: (measurements: Measurements) => boolean,
): Promise<Measurements> {
  const listings = await runChild({
    ...place,
    folder: bundles.listings,
    nodeArguments: ['--expose-gc'],
    arguments: [place.endpoint],
  });
  const cold: ColdRound[] = [];
  const warm: Values[] = [];
  const matching: Values[] = [];
  const process = (folder: string) => runChild({ ...place, folder });
  const measurements = { bundles, cold, warm, matching, listings };
  for (let part = 0; part < PARTS_MAX && (part === 0 || needsMore(measurements)); part += 1) {
    const rounds = [
      ...times(COLD_ROUNDS, async () => cold.push(await coldRound(bundles, place))),
      ...times(PROCESSES, async () => warm.push(await process(bundles.warm))),
      ...times(PROCESSES, async () => matching.push(await process(bundles.matching))),
    ];
    for (const round of shuffled(rounds)) {
      await round();
    }
  }
  return measurements;
}

async function coldRound(bundles: Bundles, place: Place): Promise<ColdRound> {
  const measured = new Map<ColdStart, Values>();
  for (const kind of shuffled(COLD_STARTS)) {
    const taskRoot = bundles[kind];
    const child = { ...place, folder: bundles.cold, taskRoot, arguments: [taskRoot] };
    measured.set(kind, await runChild(child));
  }
  return Object.fromEntries(measured) as ColdRound;
}

function times<T>(count: number, value: T): readonly T[] {
  return Array.from({ length: count }, () => value);
}

function shuffled<T>(values: readonly T[]): readonly T[] {
  return values
    .map((value) => ({ value, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ value }) => value);
}
