/** The time that every service goes by, so that a test can let a session expire. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
