/** @returns a number from 0 to less than 1 */
export type Random = () => number;

/** Equal seeds give equal numbers. The algorithm is mulberry32, which is in the public domain. */
export function randomNumbers(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @returns an integer from 0 to less than the limit */
export function below(limit: number, random: Random): number {
  return Math.floor(random() * limit);
}

export function pick<T>(values: readonly T[], random: Random): T {
  return values[below(values.length, random)] as T;
}
