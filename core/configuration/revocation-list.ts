import { DURATION_MAX_SECONDS } from '../grants/grant.ts';
import type { Revocation } from './revocation.ts';

export interface RevocationChange {
  readonly revocations: readonly Revocation[];
  /** Removed entries. All sessions that they end have expired. */
  readonly pruned: readonly Revocation[];
}

/**
 * Adds a revocation at the end of the list. If the list already has a revocation for the same federated user, that entry stays
 * in its position and gets the later of the two times.
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

/** Whether all sessions that the revocation ends have already expired. */
export function hasEndedEverySession({ issuedBefore }: Revocation, now: Date): boolean {
  return Date.parse(issuedBefore) + DURATION_MAX_SECONDS * 1000 <= now.getTime();
}
