import type { Measurements } from './measurements.ts';

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly budget: number;
  readonly aim: number;
  /** The number of digits after the decimal point. */
  readonly digits: number;
}

const BYTES_PER_KILOBYTE = 1000;

/** Sizes (kilobytes), counts and ratios. They do not depend on the machine. */
export function figures({
  bundles,
  cold,
  warm,
  listings,
  matching,
}: Measurements): readonly Figure[] {
  const of = (value: number, budget: number, aim: number, digits = 2) => ({
    value,
    budget,
    aim,
    digits,
  });
  const ratio = (above: number | undefined, below: number | undefined) =>
    (above ?? Number.NaN) / (below ?? Number.NaN);
  const issue = 'issueMilliseconds';
  return [
    { name: 'bundle, minified, KB', ...of(bundles.brokerBytes / BYTES_PER_KILOBYTE, 350, 242, 0) },
    {
      name: 'module load ÷ default twin',
      ...of(ratio(cold.broker.loadMilliseconds, cold.twin.loadMilliseconds), 0.45, 0.23),
    },
    {
      name: 'cold issue ÷ default twin',
      ...of(ratio(cold.broker[issue], cold.twin[issue]), 0.65, 0.43),
    },
    { name: 'cold issue ÷ floor', ...of(ratio(cold.broker[issue], cold.floor[issue]), 5.5, 3.6) },
    {
      name: 'warm issue, processor time ÷ the SDK’s own call',
      ...of(ratio(warm[issue], warm.sdkIssueMilliseconds), 1.1, 1.05),
    },
    {
      name: 'warm listing of 1,000 keys, processor time ÷ the SDK’s own call',
      ...of(ratio(warm.listMilliseconds, warm.sdkListMilliseconds), 1.15, 0.5),
    },
    {
      name: 'STS calls for 1,000 listings of one caller',
      ...of(listings.stsCalls ?? Number.NaN, 1, 1, 0),
    },
    {
      name: 'matching, 10,000 grants ÷ 10 grants',
      ...of(ratio(matching.manyMicroseconds, matching.fewMicroseconds), 1.5, 1.1),
    },
    {
      name: 'matching of 10 accesses, 10,000 grants ÷ 10 grants',
      ...of(ratio(matching.manySeveralMicroseconds, matching.fewSeveralMicroseconds), 1.1, 1.1),
    },
    {
      name: 'memory, page 1,000 ÷ page 500 of 1,000,000 keys',
      ...of(ratio(listings.wholeBytes, listings.halfBytes), 1.1, 1.02),
    },
  ];
}

/** @returns whether the value, rounded as in the table, is within the budget. A missing figure is over the budget. */
export function isWithinBudget({ value, budget, digits }: Figure): boolean {
  return Number(value.toFixed(digits)) <= budget;
}
