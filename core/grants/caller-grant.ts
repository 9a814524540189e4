import type { Target } from '../aws/target.ts';
import { type CallerIdentity, claimsOf } from '../callers/identity.ts';
import type { Grant } from './grant.ts';
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
  const claims = claimsOf(caller);
  const scope = fillScope(grant.scope, claims);
  const tags = fillSessionTags(grant.tags ?? [], claims);
  return scope === undefined || tags === undefined ? undefined : { grant, scope, tags };
}
