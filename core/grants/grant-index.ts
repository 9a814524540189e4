import { type Claims, claimOf, namedClaims } from '../callers/claims.ts';
import type { CallerIdentity } from '../callers/identity.ts';
import type { Grant } from './grant.ts';
import {
  ANY_STRING,
  authenticationNameOf,
  CLAIM_VALUE_MAX,
  type ClaimTest,
  type Grantee,
  type IamGrantee,
  type JwtGrantee,
  permissionSetRoleName,
  prefixIn,
} from './grantee.ts';

/** Grants by grantee. The cost of a lookup does not depend on the grants of other callers. */
export interface GrantIndex {
  /** The key of a grantee → its grants. */
  readonly byKey: ReadonlyMap<string, readonly IndexedGrant[]>;
}

interface IndexedGrant {
  /** In the grants file. */
  readonly position: number;
  readonly grant: Grant;
}

/** The names that `permissionSetRoleName` makes. */
const PERMISSION_SET_ROLE = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/;

export function indexGrants(grants: readonly Grant[]): GrantIndex {
  const grantsWithKey = countKeys(grants);
  const byKey = new Map<string, IndexedGrant[]>();
  for (const [position, grant] of grants.entries()) {
    const key = rarestKey(grant.grantee, grantsWithKey);
    const indexed = byKey.get(key);
    if (indexed === undefined) {
      byKey.set(key, [{ position, grant }]);
    } else {
      indexed.push({ position, grant });
    }
  }
  return { byKey };
}

/** Returns the caller's grants in the order of the file. */
export function grantsOf(index: GrantIndex, caller: CallerIdentity): readonly Grant[] {
  return keysOfCaller(caller)
    .flatMap((key) => index.byKey.get(key) ?? [])
    .filter(({ grant: { grantee } }) => grantee.kind !== 'jwt' || isFor(grantee, caller))
    .sort((one, other) => one.position - other.position)
    .map(({ grant }) => grant);
}

/** Compares only the claims. Each key of the index contains the authentication, so grants for other issuers are not found. */
function isFor(grantee: JwtGrantee, caller: CallerIdentity): boolean {
  return caller.kind === 'jwt' && grantee.claims.every((wanted) => holds(caller.claims, wanted));
}

function holds(claims: Claims, { claim, value }: ClaimTest): boolean {
  const found = claimOf(claims, claim);
  if (value === ANY_STRING) {
    return typeof found === 'string' && found !== '';
  }
  return Array.isArray(found)
    ? typeof value === 'string' && found.some((item) => matches(value, item))
    : matches(value, found);
}

function matches(wanted: string | boolean, found: unknown): boolean {
  const prefix = prefixIn(wanted);
  return prefix === undefined
    ? found === wanted
    : typeof found === 'string' && found.startsWith(prefix) && found.length > prefix.length;
}

/** All keys under which the index may have grants of the caller. */
function keysOfCaller(caller: CallerIdentity): readonly string[] {
  switch (caller.kind) {
    case 'user':
      return [`user/${caller.userName}`];
    case 'assumed-role': {
      const permissionSet = PERMISSION_SET_ROLE.exec(caller.roleName)?.[1];
      return [
        `role/${caller.roleName}`,
        ...(permissionSet === undefined ? [] : [`permission-set/${permissionSet}`]),
      ];
    }
    case 'jwt':
      return [
        ...new Set(
          namedClaims(caller.claims).flatMap((entry) => keysOfClaim(entry, caller.authentication)),
        ),
      ];
  }
}

function keysOfClaim(
  [claim, found]: readonly [claim: string, found: unknown],
  authentication: string,
): readonly string[] {
  const values: readonly unknown[] = Array.isArray(found) ? found : [found];
  const keys = values
    .flatMap(testedValues)
    .map((value) => keyOfTest({ claim, value }, authentication));
  return typeof found === 'string'
    ? [...keys, keyOfTest({ claim, value: ANY_STRING }, authentication)]
    : keys;
}

/** The values in grants that could match the claim or the item of its list, except ANY_STRING. */
function testedValues(found: unknown): readonly (string | boolean)[] {
  if (typeof found !== 'string') {
    return typeof found === 'boolean' ? [found] : [];
  }
  const separators = found.slice(0, CLAIM_VALUE_MAX).matchAll(/[:/]/g);
  return [found, ...[...separators].map(({ index }) => `${found.slice(0, index + 1)}*`)];
}

function keysOfGrantee(grantee: Grantee): readonly string[] {
  return grantee.kind === 'jwt'
    ? grantee.claims.map((test) => keyOfTest(test, authenticationNameOf(grantee)))
    : [keyOfIamGrantee(grantee)];
}

/** With its suffix, a permission set is one role. */
function keyOfIamGrantee({ kind, name, suffix }: IamGrantee): string {
  return suffix === undefined ? `${kind}/${name}` : `role/${permissionSetRoleName(name, suffix)}`;
}

function keyOfTest({ claim, value }: ClaimTest, authentication: string): string {
  return `jwt/${JSON.stringify([authentication, claim, value])}`;
}

function countKeys(grants: readonly Grant[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of grants.flatMap(({ grantee }) => keysOfGrantee(grantee))) {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** Picks the claim that the fewest grants name: all employees of a company share the tenant claim, but few share a team. */
function rarestKey(grantee: Grantee, counts: ReadonlyMap<string, number>): string {
  const [rarest = ''] = [...keysOfGrantee(grantee)].sort(
    (one, other) => (counts.get(one) ?? 0) - (counts.get(other) ?? 0),
  );
  return rarest;
}
