import { matching, type Parser } from '../parser.ts';

/**
 * `https://HOST` or `https://HOST:PORT`. The host has no characters that a Content-Security-Policy would read as the end of a
 * source or as a pattern.
 */
export const WEB_ORIGIN = /^https:\/\/[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[1-9]\d{0,4})?$/;

export const webOriginParser: Parser<string> = matching(
  WEB_ORIGIN,
  'an origin in lower case, https://HOST or https://HOST:PORT, without a path and without *',
);
