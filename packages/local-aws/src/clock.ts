/** The time that every service uses. A test can set it to let a session expire. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
