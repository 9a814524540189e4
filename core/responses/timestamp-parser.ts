import { matching } from '../parser.ts';

/** In the format of `timestamp` in `core/timestamp.ts`. */
export const timestampParser = matching(
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  'a time in UTC, 2026-11-21T20:00:00Z',
);
