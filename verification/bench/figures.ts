import { type Figure, ratio } from './figure.ts';
import type { ColdRound } from './subjects/cold.ts';

const BYTES_PER_KILOBYTE = 1000;

/** Sizes (kilobytes), counts and ratios. They do not depend on the machine. */
export function coldFigures(
  bundles: { readonly brokerBytes: number },
  cold: readonly ColdRound[],
): readonly Figure[] {
  const issue = 'issueMilliseconds';
  const load = 'loadMilliseconds';
  return [
    {
      name: 'code that a cold start loads, minified, KB',
      samples: [bundles.brokerBytes / BYTES_PER_KILOBYTE],
      ...{ budget: 280, aim: 242, digits: 0 },
    },
    {
      name: 'module load ÷ default twin',
      samples: cold.map(({ broker, twin }) => ratio(broker[load], twin[load])),
      ...{ budget: 0.38, aim: 0.28, digits: 2 },
    },
    {
      name: 'cold issue ÷ default twin',
      samples: cold.map(({ broker, twin }) => ratio(broker[issue], twin[issue])),
      ...{ budget: 0.52, aim: 0.4, digits: 2 },
    },
    {
      name: 'cold issue ÷ floor',
      samples: cold.map(({ broker, floor }) => ratio(broker[issue], floor[issue])),
      ...{ budget: 3.4, aim: 2.6, digits: 2 },
    },
  ];
}
