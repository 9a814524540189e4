import { median } from './median.ts';

/** The median of the samples, and a range that contains the real median in at least 95 of 100 runs. */
export interface Interval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** The chance that the real median is below the range, and that it is above. */
const TAIL = 0.025;

/**
 * Makes no assumption about the distribution of the samples: each is as likely to be above the real median as below it.
 * Source: https://www.itl.nist.gov/div898/software/dataplot/refman1/auxillar/quantci.htm
 *
 * One sample is an exact value, such as a size. With two to five samples, the range has no limits.
 */
export function intervalOf(samples: readonly number[]): Interval {
  if (samples.some(Number.isNaN)) {
    return { median: Number.NaN, low: Number.NaN, high: Number.NaN };
  }
  const sorted = [...samples].sort((one, other) => one - other);
  const [only] = sorted;
  if (only !== undefined && sorted.length === 1) {
    return { median: only, low: only, high: only };
  }
  const outside = samplesOutside(sorted.length);
  return {
    median: median(sorted),
    low: outside === 0 ? -Infinity : (sorted[outside - 1] ?? Number.NaN),
    high: outside === 0 ? Infinity : (sorted[sorted.length - outside] ?? Number.NaN),
  };
}

/** The rank, from each end, of the sorted sample at which the range ends: 2 for 9 samples, 10 for 31. */
function samplesOutside(count: number): number {
  let chance = 0.5 ** count;
  let sum = 0;
  for (let below = 0; below < count / 2; below += 1) {
    sum += chance;
    if (sum > TAIL) {
      return below;
    }
    chance *= (count - below) / (below + 1);
  }
  return Math.floor(count / 2);
}
