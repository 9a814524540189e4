import { type Figure, isAtAim, verdictOf } from './figure.ts';
import { intervalOf } from './interval.ts';
import { median } from './median.ts';
import type { Round } from './subject.ts';

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

/**
 * The medians of the measured values from which the ratios are computed. These values depend on the machine.
 *
 * @param rounds the rounds of each subject
 */
export function rawTable(rounds: readonly (readonly Round[])[]): string {
  const rows = rounds.flatMap((measured) =>
    Object.entries(measured[0] ?? {}).flatMap(([program, values]) =>
      Object.keys(values).map((name) => {
        const value = median(measured.map((round) => round[program]?.[name] ?? Number.NaN));
        return `| ${program} | ${name} | ${value.toFixed(2)} |`;
      }),
    ),
  );
  return ['| of | median | value |', '|---|---|---|', ...rows].join('\n');
}
