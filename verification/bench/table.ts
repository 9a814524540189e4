import { type Figure, isWithinBudget } from './figures.ts';
import type { Measurements } from './measurements.ts';

export function figuresTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, value, budget, aim, digits } = figure;
    const verdict = isWithinBudget(figure) ? (value <= aim ? 'aim' : 'yes') : '**no**';
    return `| ${name} | ${value.toFixed(digits)} | ${budget} | ${aim} | ${verdict} |`;
  });
  return ['| figure | value | at most | aim | within |', '|---|---|---|---|---|', ...rows].join(
    '\n',
  );
}

/** The measured values from which the ratios are computed. These values depend on the machine. */
export function rawTable({ bundles, cold, warm, listings, matching }: Measurements): string {
  const groups = { ...cold, warm, matching, listings };
  const rows = Object.entries(groups).flatMap(([group, values]) =>
    Object.entries(values).map(([name, value]) => `| ${group} | ${name} | ${value.toFixed(2)} |`),
  );
  const sizes = `| twin | bytes | ${bundles.twinBytes} |`;
  return ['| of | median | value |', '|---|---|---|', sizes, ...rows].join('\n');
}
