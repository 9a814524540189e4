import { DURATION_DEFAULT_SECONDS, type Grant } from './grant.ts';
import type { CallerIdentity } from './identity.ts';
import { includesPermission, includesTarget, type Permission, type Target } from './target.ts';

/** What a caller asks for. */
export interface AccessRequest {
  readonly target: Target;
  readonly permission: Permission;
  readonly durationSeconds?: number;
  /** The federated user to act for. */
  readonly name?: string;
}

export type Mismatch = 'scope' | 'permission' | 'duration' | 'name';

const MISMATCHES: readonly Mismatch[] = ['scope', 'permission', 'duration', 'name'];

export interface NearMiss {
  readonly grantId: string;
  readonly fails: readonly Mismatch[];
}

export type GrantMatch =
  | { readonly covered: true; readonly grant: Grant; readonly durationSeconds: number }
  | { readonly covered: false; readonly nearMisses: readonly NearMiss[] };

/** Grants by whom they are for: a caller's request costs nothing for the grants of others. */
export interface GrantIndex {
  /** `KIND/NAME` → the grantee's grants, with their positions in the file. */
  readonly byGrantee: ReadonlyMap<string, readonly IndexedGrant[]>;
}

interface IndexedGrant {
  readonly position: number;
  readonly grant: Grant;
}

/** Of a refused caller's grants, those that a dry run names: the nearest. */
export const NEAR_MISSES_MAX = 10;

/**
 * The role that IAM Identity Center makes in an account for a permission set.
 * Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
const PERMISSION_SET_ROLE = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/;

export function indexGrants(grants: readonly Grant[]): GrantIndex {
  const byGrantee = new Map<string, IndexedGrant[]>();
  for (const [position, grant] of grants.entries()) {
    const grantee = `${grant.grantee.kind}/${grant.grantee.name}`;
    const own = byGrantee.get(grantee);
    if (own === undefined) {
      byGrantee.set(grantee, [{ position, grant }]);
    } else {
      own.push({ position, grant });
    }
  }
  return { byGrantee };
}

/** The caller's grants in the order of the file. */
export function grantsOf(index: GrantIndex, caller: CallerIdentity): readonly Grant[] {
  return granteesOf(caller)
    .flatMap((grantee) => index.byGrantee.get(grantee) ?? [])
    .sort((one, other) => one.position - other.position)
    .map(({ grant }) => grant);
}

/**
 * The grant that covers the request: of several the one with the narrowest scope, then the first of the file.
 * None: the caller's grants that fail the least, and in what.
 */
export function matchGrant(
  index: GrantIndex,
  caller: CallerIdentity,
  request: AccessRequest,
): GrantMatch {
  const candidates = grantsOf(index, caller).map((grant) => ({
    grant,
    fails: mismatches(grant, request),
  }));
  const [narrowest] = candidates
    .filter(({ fails }) => fails.length === 0)
    .sort((one, other) => narrowness(other.grant.scope) - narrowness(one.grant.scope));
  if (narrowest !== undefined) {
    const { grant } = narrowest;
    const durationSeconds =
      request.durationSeconds ?? Math.min(DURATION_DEFAULT_SECONDS, grant.maxDurationSeconds);
    return { covered: true, grant, durationSeconds };
  }
  const nearMisses = candidates
    .sort((one, other) => one.fails.length - other.fails.length)
    .slice(0, NEAR_MISSES_MAX)
    .map(({ grant, fails }) => ({ grantId: grant.id, fails }));
  return { covered: false, nearMisses };
}

/** All that a grant can name the caller by, as `KIND/NAME`. */
function granteesOf(caller: CallerIdentity): readonly string[] {
  if (caller.kind === 'user') {
    return [`user/${caller.userName}`];
  }
  const permissionSet = PERMISSION_SET_ROLE.exec(caller.roleName)?.[1];
  return [
    `role/${caller.roleName}`,
    ...(permissionSet === undefined ? [] : [`permission-set/${permissionSet}`]),
  ];
}

function mismatches(grant: Grant, request: AccessRequest): readonly Mismatch[] {
  const fits: Readonly<Record<Mismatch, boolean>> = {
    scope: includesTarget(grant.scope, request.target),
    permission: includesPermission(grant.permission, request.permission),
    duration: (request.durationSeconds ?? 0) <= grant.maxDurationSeconds,
    name: includesName(grant.federatedUserNames, request.name),
  };
  return MISMATCHES.filter((property) => !fits[property]);
}

function includesName(patterns: Grant['federatedUserNames'], name: string | undefined): boolean {
  if (patterns === undefined || name === undefined) {
    return patterns === undefined && name === undefined;
  }
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  );
}

/** Scopes that all include one target lie in one another, so the longer is the narrower. */
function narrowness(scope: Target): number {
  return scope.kind === 'object' ? scope.objectKey.length : scope.prefix.length;
}
