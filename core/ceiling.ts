import { type Access, includesAccess, partsOf } from './access.ts';
import { accessStatements, keyStatements } from './ceiling-statements.ts';
import { enclosingScopes, shapeOf } from './enclosing-scopes.ts';
import type { Grant } from './grant.ts';
import {
  MANAGED_POLICY_MAX_CHARACTERS,
  type PolicyDocument,
  SESSION_POLICY_MAX_CHARACTERS,
  type Statement,
} from './policy-document.ts';
import { InvalidInput } from './problems.ts';
import { formatScope, targetWithClaimsAs } from './scope.ts';
import { compileSessionPolicy } from './session-policy.ts';
import { includesPermission, PERMISSIONS } from './target.ts';

/** Something that the broker can give at most. */
export interface CeilingEntry extends Access {
  /** Twelve digits; left out, the bucket is the stack's own account's. */
  readonly bucketAccount?: string;
}

/** All that the broker can give. */
export interface Ceiling {
  readonly entries: readonly CeilingEntry[];
  /** Of the session tags of all grants. */
  readonly tagKeys: readonly string[];
}

/** The longest of a partition and of an account id, by which a policy is measured before it is deployed. */
const LONGEST_ACCOUNT = { partition: 'aws-us-gov', accountId: '111122223333' };

/** Fits every place that a claim can have, and is as short as a claim can be. */
const SHORTEST_CLAIM = 'x';

/** The configured entries; without them, what the grants need and no more. */
export function ceilingOf(grants: readonly Grant[], configured?: readonly CeilingEntry[]): Ceiling {
  const tagKeys = new Set(grants.flatMap(({ tags = [] }) => tags.map(({ key }) => key)));
  return { entries: configured ?? entriesOf(grants), tagKeys: [...tagKeys].sort() };
}

function entriesOf(grants: readonly Grant[]): readonly CeilingEntry[] {
  const distinct = new Map<string, CeilingEntry>();
  for (const { scope, permission, kmsKey } of grants) {
    const entry = { scope, permission, ...(kmsKey === undefined ? {} : { kmsKey }) };
    distinct.set(accessText(shapeOf(scope), entry), entry);
  }
  const givers = giversOf([...distinct.values()]);
  return [...distinct.values()].filter((entry) =>
    textsThatInclude(entry).every((text) =>
      (givers.get(text) ?? []).every((giver) => giver === entry),
    ),
  );
}

/**
 * The one policy of the broker user, which is its permissions boundary too.
 *
 * `partition` and `accountId` are the stack's and may be filled in at deployment: they are neither read nor escaped.
 */
export function compileCeiling(
  { entries, tagKeys }: Ceiling,
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
      ...tagStatements(tagKeys),
      ...[...accounts].flatMap((account) =>
        accessStatements(
          entries.filter(({ bucketAccount }) => bucketAccount === account),
          account ?? accountId,
          partition,
        ),
      ),
      ...keyStatements(entries),
    ],
  };
}

/**
 * STS documents no resource for tags of federated users, so the keys are what limits them.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
function tagStatements(tagKeys: readonly string[]): readonly Statement[] {
  return tagKeys.length === 0
    ? []
    : [
        {
          Effect: 'Allow',
          Action: 'sts:TagSession',
          Resource: '*',
          Condition: {
            'ForAllValues:StringEquals': { 'aws:TagKeys': tagKeys },
            Null: { 'aws:TagKeys': 'false' },
          },
        },
      ];
}

/** Characters of the policy where it is longest, of MANAGED_POLICY_MAX_CHARACTERS. */
export function ceilingCharacters(ceiling: Ceiling): number {
  return JSON.stringify(compileCeiling(ceiling, LONGEST_ACCOUNT)).length;
}

/** Throws InvalidInput where a grant lies outside the ceiling or the ceiling cannot be deployed, with the remedy. */
export function checkCeiling(grants: readonly Grant[], configured?: readonly CeilingEntry[]): void {
  const ceiling = ceilingOf(grants, configured);
  const problems = [
    ...accountProblems(ceiling.entries),
    ...grantProblems(ceiling.entries, grants),
    ...sizeProblems(ceiling),
    ...sessionPolicyProblems(grants),
  ];
  if (problems.length > 0) {
    throw new InvalidInput(problems);
  }
}

function accountProblems(entries: readonly CeilingEntry[]): readonly string[] {
  const accounts = new Map<string, string | undefined>();
  return entries.flatMap(({ scope, bucketAccount }, index) => {
    const { bucket } = scope.template;
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
  const givers = giversOf(entries);
  const withClaims = entries.filter(({ scope }) => scope.claims.length > 0);
  const isGiven = (part: Access) =>
    textsThatInclude(part).some((text) => givers.has(text)) ||
    // What no text shows: that a written folder is one of those that a claim stands for.
    withClaims.some((entry) => includesAccess(entry, part));
  const isCovered = (access: Access) => partsOf(access).every(isGiven);
  const fieldAtFault = ({ scope, permission }: Grant) => {
    if (isCovered({ scope, permission })) {
      return 'kmsKey';
    }
    return PERMISSIONS.some((other) => isCovered({ scope, permission: other }))
      ? 'permission'
      : 'scope';
  };
  return grants
    .filter((grant) => !isCovered(grant))
    .map((grant) => {
      const { id, scope, permission, kmsKey } = grant;
      return (
        `grant "${id}": ${fieldAtFault(grant)}: ${permission} on ${formatScope(scope)}` +
        `${kmsKey === undefined ? '' : ` with ${kmsKey}`} is outside the ceiling; ` +
        'narrow the grant, or add an entry that includes it to "ceiling"'
      );
    });
}

function sizeProblems(ceiling: Ceiling): readonly string[] {
  const length = ceilingCharacters(ceiling);
  return length <= MANAGED_POLICY_MAX_CHARACTERS
    ? []
    : [
        `ceiling: the policy of its ${ceiling.entries.length} entries has ${length} characters ` +
          `(at most ${MANAGED_POLICY_MAX_CHARACTERS}); write fewer and coarser entries in "ceiling", ` +
          'such as s3://BUCKET/*',
      ];
}

/** A grant whose whole scope STS would refuse lists nothing, however short the request. */
function sessionPolicyProblems(grants: readonly Grant[]): readonly string[] {
  return grants.flatMap(({ id, scope, permission, kmsKey }) => {
    const target = targetWithClaimsAs(scope, SHORTEST_CLAIM);
    const access = { target, permission, kmsKey };
    const { length } = JSON.stringify(compileSessionPolicy(access, LONGEST_ACCOUNT.partition));
    return length <= SESSION_POLICY_MAX_CHARACTERS
      ? []
      : [
          `grant "${id}": scope: its session policy has ${length} characters ` +
            `(at most ${SESSION_POLICY_MAX_CHARACTERS}); write a shorter prefix or key`,
        ];
  });
}

/** Text of an access → the entries that give just that: one with a key gives the same without it, too. */
function giversOf(entries: readonly CeilingEntry[]): ReadonlyMap<string, readonly CeilingEntry[]> {
  const givers = new Map<string, CeilingEntry[]>();
  for (const entry of entries) {
    const shape = shapeOf(entry.scope);
    const { permission } = entry;
    for (const text of new Set([accessText(shape, entry), accessText(shape, { permission })])) {
      givers.set(text, [...(givers.get(text) ?? []), entry]);
    }
  }
  return givers;
}

function textsThatInclude({ scope, permission, kmsKey }: Access): readonly string[] {
  const permissions = PERMISSIONS.filter((granted) => includesPermission(granted, permission));
  return enclosingScopes(scope).flatMap((enclosing) =>
    permissions.map((granted) => accessText(enclosing, { permission: granted, kmsKey })),
  );
}

function accessText(shape: string, { permission, kmsKey = '' }: Omit<Access, 'scope'>): string {
  return `${permission} ${shape} ${kmsKey}`;
}
