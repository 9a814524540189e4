import type { SignedToken } from './signed-token.ts';

/**
 * The scopes of a token: its claim `scope`, or `scp` where that is absent, as text with spaces or as a list.
 * https://www.rfc-editor.org/rfc/rfc8693#section-4.2 has the text; some issuers write lists.
 */
export function scopesOf({ scope, scp }: SignedToken['claims']): readonly string[] {
  const value = scope === undefined ? scp : scope;
  if (typeof value === 'string') {
    return value.split(' ').filter((each) => each !== '');
  }
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : [];
}
