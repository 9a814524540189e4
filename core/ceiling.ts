import { type Access, accessStatements } from './ceiling-statements.ts';
import { enclosingScopes } from './enclosing-scopes.ts';
import type { Grant } from './grant.ts';
import {
  MANAGED_POLICY_MAX_CHARACTERS,
  type PolicyDocument,
  SESSION_POLICY_MAX_CHARACTERS,
} from './policy-document.ts';
import { InvalidInput } from './problems.ts';
import { compileSessionPolicy } from './session-policy.ts';
import {
  formatTarget,
  includesPermission,
  PERMISSIONS,
  type Permission,
  type Target,
} from './target.ts';

/** Something that the broker can give at most. */
export interface CeilingEntry extends Access {
  /** Twelve digits; left out, the bucket is the stack's own account's. */
  readonly bucketAccount?: string;
}

/** The longest of a partition and of an account id, by which a policy is measured before it is deployed. */
const LONGEST_ACCOUNT = { partition: 'aws-us-gov', accountId: '111122223333' };

/** The configured ceiling; without one, what the grants need and no more. */
export function ceilingEntries(
  grants: readonly Grant[],
  configured?: readonly CeilingEntry[],
): readonly CeilingEntry[] {
  if (configured !== undefined) {
    return configured;
  }
  const distinct = new Map<string, CeilingEntry>();
  for (const { scope, permission } of grants) {
    distinct.set(accessText(formatTarget(scope), permission), { scope, permission });
  }
  return [...distinct].flatMap(([text, entry]) =>
    accessesThatInclude(entry.scope, entry.permission).some(
      (including) => including !== text && distinct.has(including),
    )
      ? []
      : [entry],
  );
}

/**
 * The one policy of the broker user, which is its permissions boundary too.
 *
 * `partition` and `accountId` are the stack's and may be filled in at deployment: they are neither read nor escaped.
 */
export function compileCeiling(
  entries: readonly CeilingEntry[],
  { partition, accountId }: { readonly partition: string; readonly accountId: string },
): PolicyDocument {
  const accounts = new Set(entries.map(({ bucketAccount }) => bucketAccount));
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:GetFederationToken',
        Resource: `arn:${partition}:sts::${accountId}:federated-user/*`,
      },
      ...[...accounts].flatMap((account) =>
        accessStatements(
          entries.filter(({ bucketAccount }) => bucketAccount === account),
          account ?? accountId,
          partition,
        ),
      ),
    ],
  };
}

/** Throws InvalidInput where a grant lies outside the ceiling or the ceiling cannot be deployed, with the remedy. */
export function checkCeiling(grants: readonly Grant[], configured?: readonly CeilingEntry[]): void {
  const entries = ceilingEntries(grants, configured);
  const problems = [
    ...accountProblems(entries),
    ...grantProblems(entries, grants),
    ...sizeProblems(entries),
    ...sessionPolicyProblems(grants),
  ];
  if (problems.length > 0) {
    throw new InvalidInput(problems);
  }
}

function accountProblems(entries: readonly CeilingEntry[]): readonly string[] {
  const accounts = new Map<string, string | undefined>();
  return entries.flatMap(({ scope: { bucket }, bucketAccount }, index) => {
    if (!accounts.has(bucket)) {
      accounts.set(bucket, bucketAccount);
    }
    return accounts.get(bucket) === bucketAccount
      ? []
      : [
          `ceiling[${index}]: bucketAccount: must be the same in every entry for ${bucket}, ` +
            'because one account owns the bucket',
        ];
  });
}

function grantProblems(
  entries: readonly CeilingEntry[],
  grants: readonly Grant[],
): readonly string[] {
  const accesses = new Set(
    entries.map(({ scope, permission }) => accessText(formatTarget(scope), permission)),
  );
  return grants
    .filter(({ scope, permission }) =>
      partsOf(permission).some(
        (part) => !accessesThatInclude(scope, part).some((including) => accesses.has(including)),
      ),
    )
    .map(
      ({ id, scope, permission }) =>
        `grant "${id}": scope: ${permission} on ${formatTarget(scope)} is outside the ceiling; ` +
        'narrow the grant, or add an entry that includes it to "ceiling"',
    );
}

function sizeProblems(entries: readonly CeilingEntry[]): readonly string[] {
  const { length } = JSON.stringify(compileCeiling(entries, LONGEST_ACCOUNT));
  return length <= MANAGED_POLICY_MAX_CHARACTERS
    ? []
    : [
        `ceiling: the policy of its ${entries.length} entries has ${length} characters ` +
          `(at most ${MANAGED_POLICY_MAX_CHARACTERS}); write fewer and coarser entries in "ceiling", ` +
          'such as s3://BUCKET/*',
      ];
}

/** A grant whose whole scope STS would refuse lists nothing, however short the request. */
function sessionPolicyProblems(grants: readonly Grant[]): readonly string[] {
  return grants.flatMap(({ id, scope, permission }) => {
    const policy = compileSessionPolicy(scope, permission, LONGEST_ACCOUNT.partition);
    const { length } = JSON.stringify(policy);
    return length <= SESSION_POLICY_MAX_CHARACTERS
      ? []
      : [
          `grant "${id}": scope: its session policy has ${length} characters ` +
            `(at most ${SESSION_POLICY_MAX_CHARACTERS}); write a shorter prefix or key`,
        ];
  });
}

/** READWRITE may come from two entries. */
function partsOf(permission: Permission): readonly Permission[] {
  return permission === 'READWRITE' ? ['READ', 'WRITE'] : [permission];
}

function accessesThatInclude(scope: Target, permission: Permission): readonly string[] {
  const permissions = PERMISSIONS.filter((granted) => includesPermission(granted, permission));
  return enclosingScopes(scope).flatMap((enclosing) =>
    permissions.map((granted) => accessText(enclosing, granted)),
  );
}

function accessText(scope: string, permission: Permission): string {
  return `${permission} ${scope}`;
}
