import { type IssuedCredentials, readIssuedCredentials } from './issued-credentials.ts';
import { fieldsOf, textOf } from './response-fields.ts';

/** AWS SDKs ask for new credentials from 15 minutes before the old ones expire. They must not get the old ones again. */
const REFRESH_MAX_MILLISECONDS = 15 * 60 * 1_000;

/** The content of one file of the cache. */
export interface CacheEntry {
  readonly credentials: IssuedCredentials;
  /** ISO 8601. */
  readonly issuedAt: string;
}

export function formatCacheEntry(entry: CacheEntry): string {
  return JSON.stringify(entry);
}

/** @returns undefined if the text is not a complete entry */
export function parseCacheEntry(text: string): CacheEntry | undefined {
  try {
    const fields = fieldsOf(JSON.parse(text), 'entry');
    const issuedAt = textOf(fields, 'issuedAt');
    return {
      credentials: readIssuedCredentials(fieldsOf(fields.credentials, 'credentials')),
      issuedAt,
    };
  } catch {
    return undefined;
  }
}

/**
 * Returns whether more than 15 minutes, or half of a shorter lifetime, are left. An entry that was issued in the future is not
 * fresh, because a clock was wrong.
 */
export function isFresh({ credentials, issuedAt }: CacheEntry, now: Date): boolean {
  const issued = Date.parse(issuedAt);
  const expiry = Date.parse(credentials.Expiration);
  const needed = Math.min(REFRESH_MAX_MILLISECONDS, (expiry - issued) / 2);
  return issued <= now.getTime() && expiry - now.getTime() > needed;
}
