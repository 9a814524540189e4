import { type Bundles, COLD_STARTS, type ColdStart } from './bundles.ts';
import { type Child, runChild } from './child.ts';
import { median } from './median.ts';

/** The number of cold starts of each program in `COLD_STARTS`. */
const COLD_RUNS = 31;
/** The number of processes. One would not be enough, because the just-in-time compiler's result differs between processes. */
const WARM_RUNS = 9;

type Place = Pick<Child, 'node' | 'endpoint'>;
type Kind = ColdStart | 'warm' | 'matching';
type Figures = Readonly<Record<string, number>>;

export interface Measurements {
  readonly bundles: Bundles;
  readonly cold: Readonly<Record<ColdStart, Figures>>;
  readonly warm: Figures;
  readonly listings: Figures;
  readonly matching: Figures;
}

/** Measures all figures. The programs take turns in random order, so that a busy machine affects all of them equally. */
export async function measure(bundles: Bundles, place: Place): Promise<Measurements> {
  const runs = [
    ...COLD_STARTS.flatMap((kind) => times(COLD_RUNS, kind, coldStart(kind, bundles, place))),
    ...times(WARM_RUNS, 'warm', { ...place, folder: bundles.warm }),
    ...times(WARM_RUNS, 'matching', { ...place, folder: bundles.matching }),
  ];
  const figures = new Map<Kind, Figures[]>();
  for (const { kind, child } of shuffled(runs)) {
    figures.set(kind, [...(figures.get(kind) ?? []), await runChild(child)]);
  }
  const of = (kind: Kind) => medians(figures.get(kind) ?? []);
  const listings = await runChild({
    ...place,
    folder: bundles.listings,
    nodeArguments: ['--expose-gc'],
    arguments: [place.endpoint],
  });
  return {
    bundles,
    cold: { broker: of('broker'), twin: of('twin'), floor: of('floor'), empty: of('empty') },
    warm: of('warm'),
    listings,
    matching: of('matching'),
  };
}

function coldStart(kind: ColdStart, bundles: Bundles, place: Place): Child {
  const taskRoot = bundles[kind];
  return { ...place, folder: bundles.cold, taskRoot, arguments: [taskRoot] };
}

function times(count: number, kind: Kind, child: Child): readonly { kind: Kind; child: Child }[] {
  return Array.from({ length: count }, () => ({ kind, child }));
}

function shuffled<T>(values: readonly T[]): readonly T[] {
  return values
    .map((value) => ({ value, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ value }) => value);
}

/** @returns the median of each figure */
function medians(all: readonly Figures[]): Figures {
  const [first = {}] = all;
  return Object.fromEntries(
    Object.keys(first).map((name) => [
      name,
      median(all.map((figures) => figures[name] ?? Number.NaN)),
    ]),
  );
}
