import type { Target } from '../aws/target.ts';
import type { Claims } from '../callers/claims.ts';
import type { CallerIdentity } from '../callers/identity.ts';
import type { Grant } from './grant.ts';
import { type Grantee, hasTrustedSessionName, SESSION_NAME } from './grantee.ts';
import { fillScope } from './scope.ts';
import { fillSessionTags, type SessionTag } from './session-tag.ts';

/** A grant whose `{claim}`s are replaced by the claims of one caller. */
export interface CallerGrant {
  readonly grant: Grant;
  readonly scope: Target;
  readonly tags: readonly SessionTag[];
}

/** @returns undefined if the caller's token lacks a claim, or a claim is not safe to use */
export function callerGrant(grant: Grant, caller: CallerIdentity): CallerGrant | undefined {
  const claims = claimsFor(grant.grantee, caller);
  const scope = fillScope(grant.scope, claims);
  const tags = fillSessionTags(grant.tags ?? [], claims);
  return scope === undefined || tags === undefined ? undefined : { grant, scope, tags };
}

/** What may fill the `{…}` of the grant. */
function claimsFor(grantee: Grantee, caller: CallerIdentity): Claims {
  if (caller.kind === 'jwt') {
    return caller.claims;
  }
  return caller.kind === 'assumed-role' && hasTrustedSessionName(grantee)
    ? { [SESSION_NAME]: caller.sessionName }
    : {};
}
