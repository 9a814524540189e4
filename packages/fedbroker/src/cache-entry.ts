import { fieldsOf, textOf } from './answer-shape.ts';
import { type IssuedCredentials, readIssuedCredentials } from './issued-credentials.ts';

/** Source of the 15 minutes: AWS's SDKs ask anew from then on, and would be given the same again. */
const REFRESH_MAX_MILLISECONDS = 15 * 60 * 1_000;

/** What a file of the cache holds. */
export interface CacheEntry {
  readonly credentials: IssuedCredentials;
  /** ISO 8601. */
  readonly issuedAt: string;
}

export function formatCacheEntry(entry: CacheEntry): string {
  return JSON.stringify(entry);
}

/** @returns undefined for anything but a whole entry */
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

/** Whether more than 15 minutes, or half the lifetime, are left; not for an entry of a future that a wrong clock made. */
export function isFresh({ credentials, issuedAt }: CacheEntry, now: Date): boolean {
  const issued = Date.parse(issuedAt);
  const expiry = Date.parse(credentials.Expiration);
  const needed = Math.min(REFRESH_MAX_MILLISECONDS, (expiry - issued) / 2);
  return issued <= now.getTime() && expiry - now.getTime() > needed;
}
