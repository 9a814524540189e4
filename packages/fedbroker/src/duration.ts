import { Failure } from './failure.ts';

const SECONDS_PER: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3_600 };

/**
 * Throws Failure if the text is not a duration. Does not check the maximum, because the grant determines it.
 *
 * @returns seconds
 */
export function parseDuration(text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,6})([smh]?)$/.exec(text) ?? [];
  const seconds = Number(digits) * (SECONDS_PER[unit] ?? 1);
  if (seconds === 0) {
    throw new Failure('usage', `--duration must be like 90m, 2h or 3600 (seconds), but is ${text}`);
  }
  return seconds;
}

/** `12h`, `1h30m`, `45s`. */
export function formatDuration(seconds: number): string {
  if (seconds % 60 !== 0) {
    return `${seconds}s`;
  }
  const hours = Math.floor(seconds / 3_600);
  const minutes = (seconds % 3_600) / 60;
  return `${hours > 0 ? `${hours}h` : ''}${minutes > 0 || hours === 0 ? `${minutes}m` : ''}`;
}
