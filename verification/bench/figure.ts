import { intervalOf } from './interval.ts';

export interface Figure {
  readonly name: string;
  /** One value for each measurement. A ratio compares two programs that ran one right after the other. */
  readonly samples: readonly number[];
  readonly budget: number;
  readonly aim: number;
  /** The number of digits after the decimal point. */
  readonly digits: number;
}

/** Whether the value is within its budget, or whether the measurements differ too much to tell. */
export type Verdict = 'within' | 'over' | 'cannot tell';

/** Compares values that are rounded as in the table. A missing value is over the budget. */
export function verdictOf({ samples, budget, digits }: Figure): Verdict {
  const { low, high } = intervalOf(samples);
  const rounded = (value: number) => Number(value.toFixed(digits));
  if (rounded(high) <= budget) {
    return 'within';
  }
  return rounded(low) <= budget ? 'cannot tell' : 'over';
}

/** @returns 1 if a figure is over its budget, and otherwise 2 if a verdict is 'cannot tell' */
export function exitCodeOf(verdicts: readonly Verdict[]): number {
  if (verdicts.includes('over')) {
    return 1;
  }
  return verdicts.includes('cannot tell') ? 2 : 0;
}

export function isAtAim({ samples, aim, digits }: Figure): boolean {
  const { median } = intervalOf(samples);
  return Number(median.toFixed(digits)) <= aim;
}

export function ratio(above: number | undefined, below: number | undefined): number {
  return (above ?? Number.NaN) / (below ?? Number.NaN);
}
