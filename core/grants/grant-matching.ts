import {
  includesPermission,
  includesTarget,
  type Permission,
  pathOf,
  type Target,
} from '../aws/target.ts';
import type { CallerIdentity } from '../callers/identity.ts';
import { type CallerGrant, callerGrant } from './caller-grant.ts';
import { DURATION_DEFAULT_SECONDS, DURATION_MIN_SECONDS, type Grant } from './grant.ts';
import { type GrantIndex, grantsOf } from './grant-index.ts';

/** The access that a caller asks for. */
export interface AccessRequest {
  readonly target: Target;
  readonly permission: Permission;
  /** Whether the session must be able to delete objects, which no grant with `createOnly` gives. */
  readonly deletes?: boolean;
  readonly durationSeconds?: number;
  /** The federated user that the caller acts for. */
  readonly name?: string;
  /** Whether the caller asks for a sign-in link instead of credentials. */
  readonly console?: boolean;
}

/**
 * Why a grant does not cover a request. `claims`: the token lacks a claim that the grant's scope or tags need, or the claim is
 * not safe to use. `createOnly`: the request must be able to delete objects.
 */
export type Mismatch = (typeof MISMATCHES)[number];

export const MISMATCHES = [
  'claims',
  'scope',
  'permission',
  'createOnly',
  'duration',
  'validUntil',
  'name',
  'console',
] as const;

/**
 * A session starts at most this many seconds after the broker has found its grant. This is the time limit of the broker function,
 * rounded up.
 */
const START_MAX_SECONDS = 30;

export interface NearMiss {
  readonly grantId: string;
  readonly fails: readonly Mismatch[];
}

export type GrantMatch =
  | ({ readonly covered: true; readonly durationSeconds: number } & CallerGrant)
  | { readonly covered: false; readonly nearMisses: readonly NearMiss[] };

/** The most grants that a dry run shows if none covers the request. */
export const NEAR_MISSES_MAX = 10;

/**
 * Finds the grant that covers the request. If several do, returns the one with the narrowest scope, or the first of them in the
 * file. If none does, returns the caller's grants with the fewest mismatches.
 */
export function matchGrant(
  index: GrantIndex,
  caller: CallerIdentity,
  request: AccessRequest,
  now: Date,
): GrantMatch {
  let narrowest: CallerGrant | undefined;
  const misses: NearMiss[] = [];
  for (const grant of grantsOf(index, caller)) {
    const filled = callerGrant(grant, caller);
    const fails = mismatches(grant, filled, request, now);
    if (filled === undefined || fails.length > 0) {
      misses.push({ grantId: grant.id, fails });
    } else if (narrowest === undefined || isNarrower(filled.scope, narrowest.scope)) {
      narrowest = filled;
    }
  }
  if (narrowest === undefined) {
    return { covered: false, nearMisses: nearest(misses) };
  }
  const { grant, scope, tags } = narrowest;
  const durationSeconds =
    request.durationSeconds ??
    Math.min(DURATION_DEFAULT_SECONDS, grant.maxDurationSeconds, secondsLeft(grant, now));
  return { covered: true, grant, scope, tags, durationSeconds };
}

/** A grant with several scopes has one miss for each scope. The list has only the nearest of them. */
function nearest(misses: readonly NearMiss[]): readonly NearMiss[] {
  const sorted = [...misses].sort((one, other) => one.fails.length - other.fails.length);
  const byId = new Map<string, NearMiss>();
  for (const miss of sorted) {
    byId.set(miss.grantId, byId.get(miss.grantId) ?? miss);
  }
  return [...byId.values()].slice(0, NEAR_MISSES_MAX);
}

function mismatches(
  grant: Grant,
  filled: CallerGrant | undefined,
  request: AccessRequest,
  now: Date,
): readonly Mismatch[] {
  const fits: Readonly<Record<Mismatch, boolean>> = {
    claims: filled !== undefined,
    // Without the claims, it is unknown whether the scope includes the target.
    scope: filled === undefined || includesTarget(filled.scope, request.target),
    permission: includesPermission(grant.permission, request.permission),
    createOnly: request.deletes !== true || grant.createOnly !== true,
    duration: (request.durationSeconds ?? 0) <= grant.maxDurationSeconds,
    validUntil: (request.durationSeconds ?? DURATION_MIN_SECONDS) <= secondsLeft(grant, now),
    name: includesName(grant.federatedUserNames, request.name),
    console: request.console !== true || grant.console === true,
  };
  return MISMATCHES.filter((property) => !fits[property]);
}

/** How long a session may last so that it ends with its grant. */
function secondsLeft({ validUntil }: Grant, now: Date): number {
  return validUntil === undefined
    ? Number.POSITIVE_INFINITY
    : Math.floor((Date.parse(validUntil) - now.getTime()) / 1_000) - START_MAX_SECONDS;
}

function includesName(patterns: Grant['federatedUserNames'], name: string | undefined): boolean {
  if (patterns === undefined || name === undefined) {
    return patterns === undefined && name === undefined;
  }
  return matchesName(patterns, name);
}

/** Whether `federatedUserNames` include a name. */
export function matchesName(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  );
}

/** Both scopes include the same target, so one contains the other, and the longer path is the narrower scope. */
function isNarrower(scope: Target, than: Target): boolean {
  return pathOf(scope).length > pathOf(than).length;
}
