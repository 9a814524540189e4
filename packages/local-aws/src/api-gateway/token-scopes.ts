import type { SignedToken } from './signed-token.ts';

/**
 * Returns the scopes of a token: its claim `scope`, or `scp` if `scope` is absent. Both can be a string with spaces or
 * a list.
 * https://www.rfc-editor.org/rfc/rfc8693#section-4.2 specifies the string; some issuers write lists.
 */
export function scopesOf({ scope, scp }: SignedToken['claims']): readonly string[] {
  const value = scope === undefined ? scp : scope;
  if (typeof value === 'string') {
    return value.split(' ').filter((each) => each !== '');
  }
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : [];
}
