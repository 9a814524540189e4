import {
  MANAGED_POLICY_MAX_CHARACTERS,
  SESSION_POLICY_MAX_CHARACTERS,
} from '../aws/policy-document.ts';
import { PERMISSIONS } from '../aws/target.ts';
import { type Access, includesAccess, partsOf } from '../grants/access.ts';
import type { Grant } from '../grants/grant.ts';
import { formatScope, targetWithClaimsAs } from '../grants/scope.ts';
import { InvalidInput } from '../problems.ts';
import {
  type Ceiling,
  type CeilingEntry,
  type CeilingSettings,
  ceilingCharacters,
  ceilingOf,
  LONGEST_ACCOUNT,
} from './ceiling.ts';
import { accessesByText, textsOfEnclosing } from './enclosing-accesses.ts';
import { compileSessionPolicy } from './session-policy.ts';

/** A claim's value that is as short as possible. */
const SHORTEST_CLAIM = 'x';

/** Throws InvalidInput, with the remedy, if a grant is outside the ceiling or the ceiling cannot be deployed. */
export function checkCeiling(grants: readonly Grant[], settings: CeilingSettings = {}): void {
  const ceiling = ceilingOf(grants, settings);
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
  const byText = accessesByText(entries);
  const withClaims = entries.filter(({ scope }) => scope.claims.length > 0);
  const isPartCovered = (part: Access) =>
    textsOfEnclosing(part).some((text) => byText.has(text)) ||
    // The texts do not show that a claim of an entry can stand for a literal folder.
    withClaims.some((entry) => includesAccess(entry, part));
  const isCovered = (access: Access) => partsOf(access).every(isPartCovered);
  const fieldAtFault = ({ scope, permission, createOnly }: Grant) => {
    if (isCovered({ scope, permission, createOnly })) {
      return 'kmsKey';
    }
    if (createOnly !== true && isCovered({ scope, permission, createOnly: true })) {
      return 'createOnly';
    }
    return PERMISSIONS.some((other) => isCovered({ scope, permission: other, createOnly: true }))
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
          `(at most ${MANAGED_POLICY_MAX_CHARACTERS}); write fewer and wider entries in "ceiling", ` +
          'such as s3://BUCKET/*',
      ];
}

/** Listings use a session for the whole scope. If STS refused its policy, no listing would work. */
function sessionPolicyProblems(grants: readonly Grant[]): readonly string[] {
  return grants.flatMap(({ id, scope, permission, kmsKey, createOnly }) => {
    const target = targetWithClaimsAs(scope, SHORTEST_CLAIM);
    const access = { target, permission, kmsKey, createOnly };
    const { length } = JSON.stringify(compileSessionPolicy([access], LONGEST_ACCOUNT.partition));
    return length <= SESSION_POLICY_MAX_CHARACTERS
      ? []
      : [
          `grant "${id}": scope: its session policy has ${length} characters ` +
            `(at most ${SESSION_POLICY_MAX_CHARACTERS}); write a shorter prefix or key`,
        ];
  });
}
