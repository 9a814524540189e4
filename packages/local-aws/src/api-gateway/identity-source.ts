import { invalidToken, missingToken } from './token-refusal.ts';

/** The only identity source that the local AWS supports. */
export const IDENTITY_SOURCE = '$request.header.Authorization';

const HEADER = 'authorization';
const PREFIX = 'Bearer ';

/**
 * Returns the token of the request's Authorization header, without the prefix `Bearer `. Refuses a second such header,
 * because nobody could know which one the function reads.
 * Throws GatewayError 401.
 */
export function identityToken(rawHeaders: readonly string[]): string {
  const [value, ...more] = rawHeaders.filter(
    (_entry, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === HEADER,
  );
  if (!value) {
    throw missingToken();
  }
  if (more.length > 0) {
    throw invalidToken('the request has more than one Authorization header');
  }
  return value.startsWith(PREFIX) ? value.slice(PREFIX.length) : value;
}
