import type { CallerIdentity } from '../callers/identity.ts';
import type { CallerGrant } from './caller-grant.ts';
import type { GrantIndex } from './grant-index.ts';
import { type AccessRequest, matchGrant, type NearMiss } from './grant-matching.ts';

/** One of the accesses that a caller asks for. */
export interface RequestedAccess extends Pick<AccessRequest, 'target' | 'permission' | 'deletes'> {
  /** If the caller's own policy needs the access: the positions of the statements that need it. */
  readonly statements?: readonly number[];
}

/** What a caller asks for: accesses that one session must give. The duration and the name must fit the grant of each access. */
export interface SessionRequest extends Omit<AccessRequest, keyof RequestedAccess> {
  readonly accesses: readonly RequestedAccess[];
}

/** The most accesses of one session. */
export const ACCESSES_MAX = 10;

/** An access and the grant that covers it. */
export interface GrantedAccess extends RequestedAccess {
  readonly granted: CallerGrant;
}

/** An access that no grant covers. */
export interface UncoveredAccess extends RequestedAccess {
  readonly nearMisses: readonly NearMiss[];
}

export type SessionMatch =
  | {
      readonly covered: true;
      readonly accesses: readonly GrantedAccess[];
      /** The requested duration, or the longest default that every grant allows. */
      readonly durationSeconds: number;
    }
  | { readonly covered: false; readonly accesses: readonly (GrantedAccess | UncoveredAccess)[] };

/** Finds a grant for each access on its own. The session is covered only if each access is. */
export function matchSession(
  index: GrantIndex,
  caller: CallerIdentity,
  { accesses, ...common }: SessionRequest,
  now: Date,
): SessionMatch {
  const durations: number[] = [];
  const matched = accesses.map((access) => {
    const { target, permission, deletes } = access;
    const match = matchGrant(index, caller, { ...common, target, permission, deletes }, now);
    if (!match.covered) {
      return { ...access, nearMisses: match.nearMisses };
    }
    const { grant, scope, tags, durationSeconds } = match;
    durations.push(durationSeconds);
    return { ...access, granted: { grant, scope, tags } };
  });
  return matched.every((access): access is GrantedAccess => 'granted' in access)
    ? { covered: true, accesses: matched, durationSeconds: Math.min(...durations) }
    : { covered: false, accesses: matched };
}
