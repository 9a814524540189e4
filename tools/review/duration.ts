import type { Markdown } from './markdown.ts';

const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;

/** 5400 → 1 h 30 min */
export function durationText(seconds: number): Markdown {
  return [
    [Math.floor(seconds / SECONDS_PER_HOUR), 'h'] as const,
    [Math.floor((seconds % SECONDS_PER_HOUR) / SECONDS_PER_MINUTE), 'min'] as const,
    [seconds % SECONDS_PER_MINUTE, 's'] as const,
  ]
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}
