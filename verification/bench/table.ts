import { COLD_STARTS } from './bundles.ts';
import { type Figure, isAtAim, verdictOf } from './figures.ts';
import { intervalOf } from './interval.ts';
import type { Measurements } from './measurements.ts';
import { median } from './median.ts';

export function figuresTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, samples, budget, aim, digits } = figure;
    const interval = intervalOf(samples);
    const [low, high] = [interval.low, interval.high].map((value) => value.toFixed(digits));
    const range = samples.length === 1 ? '' : `${low} to ${high}`;
    const verdict = verdictOf(figure);
    const shown =
      verdict === 'within' ? `within${isAtAim(figure) ? ', at the aim' : ''}` : `**${verdict}**`;
    return `| ${name} | ${interval.median.toFixed(digits)} | ${range} | ${budget} | ${aim} | ${shown} |`;
  });
  return [
    '| figure | median | range | at most | aim | verdict |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** The medians of the measured values from which the ratios are computed. These values depend on the machine. */
export function rawTable({ bundles, cold, warm, listings, matching }: Measurements): string {
  const groups = Object.entries({
    ...Object.fromEntries(COLD_STARTS.map((kind) => [kind, cold.map((round) => round[kind])])),
    warm,
    matching,
    listings: [listings],
  });
  const rows = groups.flatMap(([group, all]) =>
    Object.keys(all[0] ?? {}).map((name) => {
      const value = median(all.map((values) => values[name] ?? Number.NaN));
      return `| ${group} | ${name} | ${value.toFixed(2)} |`;
    }),
  );
  const sizes = `| twin | bytes | ${bundles.twinBytes} |`;
  return ['| of | median | value |', '|---|---|---|', sizes, ...rows].join('\n');
}
