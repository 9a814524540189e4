import { invalidToken, missingToken } from './token-refusal.ts';

/** The one identity source that the local AWS reads. */
export const IDENTITY_SOURCE = '$request.header.Authorization';

const HEADER = 'authorization';
const PREFIX = 'Bearer ';

/**
 * The token of a request's only Authorization header, without the prefix `Bearer ` if it has that.
 * With a second such header nobody could say which one the function will believe, so both are refused.
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
