import { exitCodeOf, type Figure, type Verdict, verdictOf } from '../figure.ts';
import { intervalOf } from '../interval.ts';
import { median } from '../median.ts';
import { figuresTable } from '../table.ts';

const figure = (...samples: readonly number[]): Figure => ({
  name: 'f',
  samples,
  budget: 1.1,
  aim: 1.05,
  digits: 2,
});

const eight = (low: number, high: number) => [low, low, low, low, high, high, high, high];

test.each<[string, readonly number[], string]>([
  ['an exact value at the aim', [1.05], 'within, at the aim'],
  ['an exact value that is rounded to the budget', [1.104], 'within'],
  ['an exact value over the budget', [1.106], '**over**'],
  ['a missing value', [Number.NaN], '**over**'],
  ['a missing value among others', [...eight(1.05, 1.06), Number.NaN], '**over**'],
  ['samples below the budget', eight(1.06, 1.09), 'within'],
  ['samples above the budget', eight(1.11, 1.2), '**over**'],
  ['samples on both sides of the budget', eight(1.06, 1.12), '**cannot tell**'],
  ['too few samples', [1, 1, 1, 1, 1], '**cannot tell**'],
])('the verdict on %s', (_, samples, verdict) => {
  expect(figuresTable([figure(...samples)])).toContain(`| ${verdict} |`);
});

test('one sample far outside does not change the verdict', () => {
  expect(verdictOf(figure(9, ...Array.from({ length: 15 }, () => 1.06)))).toBe('within');
});

test.each<[number, readonly Verdict[]]>([
  [0, ['within', 'within']],
  [1, ['within', 'cannot tell', 'over']],
  [2, ['within', 'cannot tell']],
])('the exit code is %d for the verdicts %j', (code, verdicts) => {
  expect(exitCodeOf(verdicts)).toBe(code);
});

const counting = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Source of the expected ranks: the binomial distribution with p = 1/2. */
test.each([
  [6, 1, 6],
  [9, 2, 8],
  [16, 4, 13],
  [31, 10, 22],
])('the range of %d sorted samples goes from number %d to number %d', (count, low, high) => {
  expect(intervalOf(counting(count).reverse())).toEqual({ median: (count + 1) / 2, low, high });
});

test('the range contains the real median in at least 95 of 100 runs', () => {
  const runs = 2_000;
  let contained = 0;
  let state = 1;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  for (let run = 0; run < runs; run += 1) {
    const { low, high } = intervalOf(counting(16).map(random));
    contained += Number(low <= 0.5 && high >= 0.5);
  }
  expect(contained / runs).toBeGreaterThan(0.95);
});

test.each<[readonly number[], number]>([
  [[3], 3],
  [[5, 1, 3], 3],
  [[4, 1, 3, 2], 2.5],
  [[], Number.NaN],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});
