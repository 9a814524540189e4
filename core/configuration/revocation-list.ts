import { DURATION_MAX_SECONDS } from '../grants/grant.ts';
import type { Revocation } from './revocation.ts';

export interface RevocationChange {
  readonly revocations: readonly Revocation[];
  /** Removed entries. All sessions that they end have expired. */
  readonly pruned: readonly Revocation[];
}

/**
 * Adds a revocation at the end. An earlier one for the same federated user stays in its place instead, and the later time
 * applies.
 */
export function withRevocation(
  revocations: readonly Revocation[],
  added: Revocation,
  now: Date,
): RevocationChange {
  const isOfAdded = ({ federatedUser }: Revocation) => federatedUser === added.federatedUser;
  const isPast = (revocation: Revocation) =>
    !isOfAdded(revocation) && hasEndedEverySession(revocation, now);
  const kept = revocations
    .filter((revocation) => !isPast(revocation))
    .map((revocation) =>
      isOfAdded(revocation) && revocation.issuedBefore < added.issuedBefore ? added : revocation,
    );
  return {
    revocations: kept.some(isOfAdded) ? kept : [...kept, added],
    pruned: revocations.filter(isPast),
  };
}

/** Whether even the longest session that it ends has expired. */
export function hasEndedEverySession({ issuedBefore }: Revocation, now: Date): boolean {
  return Date.parse(issuedBefore) + DURATION_MAX_SECONDS * 1000 <= now.getTime();
}
