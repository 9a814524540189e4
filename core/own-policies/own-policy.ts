import { formatTarget, includesPermission, type Target } from '../aws/target.ts';
import type { RequestedAccess, SessionRequest } from '../grants/session-match.ts';
import { groupBy } from '../group-by.ts';
import { DELETE_ACTION, permissionWith } from '../policies/s3-resources.ts';

/** A policy of a caller: everything that it allows. */
export type OwnPolicy = readonly Allowance[];

/** One action on one resource. */
export interface Allowance {
  /** The position of its statement in the policy. */
  readonly statement: number;
  readonly action: string;
  /** The part of the ARN, such as `aws`. */
  readonly partition: string;
  /** The objects. For s3:ListBucket, the keys that listings can show. For s3:GetBucketLocation, the bucket. */
  readonly target: Target;
  /** For s3:ListBucket with a condition: the IAM pattern of the prefixes that requests may have. */
  readonly prefixPattern?: string;
}

/** What a caller asks for, either by its accesses or by a policy of its own that needs these accesses. */
export interface PolicyRequest extends SessionRequest {
  readonly ownPolicy?: OwnPolicy;
}

/**
 * Returns what the policy needs: for each action the smallest permission that has it. An access is omitted if another one on the
 * same target includes it. s3:GetBucketLocation needs no access of its own, because every session may use it on its buckets.
 */
export function accessesOf(policy: OwnPolicy): readonly RequestedAccess[] {
  const byText = new Map<string, RequestedAccess>();
  for (const { statement, action, target } of policy) {
    const permission = permissionWith(action);
    if (permission === undefined) {
      continue;
    }
    const text = `${permission} ${formatTarget(target)}`;
    const { statements = [] } = byText.get(text) ?? {};
    byText.set(text, {
      target,
      permission,
      // Only this action needs WRITE, so no other action shares the access.
      ...(action === DELETE_ACTION ? { deletes: true } : {}),
      statements: [...new Set([...statements, statement])],
    });
  }
  // A small policy can name 50,000 targets, so each access is compared only to those on its own target.
  const byTarget = groupBy([...byText.values()], ({ target }) => formatTarget(target));
  return [...byTarget.values()].flatMap((accesses) =>
    accesses.filter(
      (access) => !accesses.some((other) => other !== access && givesAlso(other, access)),
    ),
  );
}

/** Whether a session with the first access has the second one, too. */
export function givesAlso(
  { target, permission }: RequestedAccess,
  other: RequestedAccess,
): boolean {
  return (
    formatTarget(target) === formatTarget(other.target) &&
    includesPermission(permission, other.permission)
  );
}
