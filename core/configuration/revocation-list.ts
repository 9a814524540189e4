import { DURATION_MAX_SECONDS } from '../grants/grant.ts';
import type { Revocation } from './revocation.ts';

export interface RevocationChange {
  readonly revocations: readonly Revocation[];
  /** Those that concern no session any more, because every one that they end has expired. */
  readonly pruned: readonly Revocation[];
}

/** The list with this revocation in it, in the place of an earlier one for the same federated user. */
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
