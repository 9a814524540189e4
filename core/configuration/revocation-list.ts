import { DURATION_MAX_SECONDS } from '../grants/grant.ts';
import type { Revocation } from './revocation.ts';

export interface RevocationChange {
  readonly revocations: readonly Revocation[];
  /** Removed entries. All sessions that they end have expired. */
  readonly pruned: readonly Revocation[];
}

/** Adds a revocation. It replaces an earlier one for the same federated user, and the later time applies. */
export function withRevocation(
  revocations: readonly Revocation[],
  added: Revocation,
  now: Date,
): RevocationChange {
  const others = revocations.filter(({ federatedUser }) => federatedUser !== added.federatedUser);
  const earlier = revocations.filter(({ federatedUser }) => federatedUser === added.federatedUser);
  const latest = [added, ...earlier].reduce((one, other) =>
    one.issuedBefore >= other.issuedBefore ? one : other,
  );
  const isPast = ({ issuedBefore }: Revocation) =>
    Date.parse(issuedBefore) + DURATION_MAX_SECONDS * 1000 <= now.getTime();
  return {
    revocations: [...others.filter((revocation) => !isPast(revocation)), latest],
    pruned: others.filter(isPast),
  };
}
