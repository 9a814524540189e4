import { type Figure, isWithinBudget } from '../figures.ts';
import { median } from '../median.ts';
import { figuresTable } from '../table.ts';

const figure = (value: number): Figure => ({ name: 'f', value, budget: 1.1, aim: 1.05, digits: 2 });

test.each<[number, boolean, string]>([
  [1.05, true, 'aim'],
  [1.1, true, 'yes'],
  [1.104, true, 'yes'],
  [1.106, false, '**no**'],
  [Number.NaN, false, '**no**'],
])('%d of at most 1.10 is within the budget: %s', (value, within, verdict) => {
  expect(isWithinBudget(figure(value))).toBe(within);
  expect(figuresTable([figure(value)])).toContain(`| ${verdict} |`);
});

test.each<[readonly number[], number]>([
  [[3], 3],
  [[5, 1, 3], 3],
  [[4, 1, 3, 2], 2.5],
  [[], Number.NaN],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});
