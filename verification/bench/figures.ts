import { type Interval, intervalOf } from './interval.ts';
import type { Measurements } from './measurements.ts';

export interface Figure {
  readonly name: string;
  /** One for each measurement. Each ratio compares two programs that ran at the same time. */
  readonly samples: readonly number[];
  readonly budget: number;
  readonly aim: number;
  /** The number of digits after the decimal point. */
  readonly digits: number;
}

/** Whether the value is within its budget, or whether the measurements differ too much to tell. */
export type Verdict = 'within' | 'over' | 'cannot tell';

const BYTES_PER_KILOBYTE = 1000;

/** Sizes (kilobytes), counts and ratios. They do not depend on the machine. */
export function figures({
  bundles,
  cold,
  warm,
  listings,
  matching,
}: Measurements): readonly Figure[] {
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
    {
      name: 'warm issue, processor time ÷ the SDK’s own call',
      samples: warm.map((figures) => ratio(figures[issue], figures.sdkIssueMilliseconds)),
      ...{ budget: 1.1, aim: 1.05, digits: 2 },
    },
    {
      name: 'warm listing of 1,000 keys, processor time ÷ the SDK’s own call',
      samples: warm.map((figures) => ratio(figures.listMilliseconds, figures.sdkListMilliseconds)),
      ...{ budget: 1.1, aim: 0.5, digits: 2 },
    },
    {
      name: 'STS calls for 1,000 listings of one caller',
      samples: [listings.stsCalls ?? Number.NaN],
      ...{ budget: 1, aim: 1, digits: 0 },
    },
    {
      name: 'matching, 10,000 grants ÷ 10 grants',
      samples: matching.map((figures) => ratio(figures.manyMicroseconds, figures.fewMicroseconds)),
      ...{ budget: 1.5, aim: 1.1, digits: 2 },
    },
    {
      name: 'matching of 10 accesses, 10,000 grants ÷ 10 grants',
      samples: matching.map((figures) =>
        ratio(figures.manySeveralMicroseconds, figures.fewSeveralMicroseconds),
      ),
      ...{ budget: 1.1, aim: 1.1, digits: 2 },
    },
    {
      name: 'memory, page 1,000 ÷ page 500 of 1,000,000 keys',
      samples: [ratio(listings.wholeBytes, listings.halfBytes)],
      ...{ budget: 1.1, aim: 1.02, digits: 2 },
    },
  ];
}

/** Compares values that are rounded as in the table. A missing value is over the budget. */
export function verdictOf({ samples, budget, digits }: Figure): Verdict {
  const { low, high } = intervalOf(samples);
  const rounded = (value: number) => Number(value.toFixed(digits));
  if (rounded(high) <= budget) {
    return 'within';
  }
  return rounded(low) <= budget ? 'cannot tell' : 'over';
}

export function isAtAim({ samples, aim, digits }: Figure): boolean {
  const { median }: Interval = intervalOf(samples);
  return Number(median.toFixed(digits)) <= aim;
}

function ratio(above: number | undefined, below: number | undefined): number {
  return (above ?? Number.NaN) / (below ?? Number.NaN);
}
