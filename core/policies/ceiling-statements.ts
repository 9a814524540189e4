import { kmsStatement } from '../aws/kms-key.ts';
import type { Statement } from '../aws/policy-document.ts';
import { includesPermission, type Permission } from '../aws/target.ts';
import { type Access, overwrites } from '../grants/access.ts';
import type { Scope } from '../grants/scope.ts';
import { groupBy } from '../group-by.ts';
import { outermostScopes, shapeOf } from './enclosing-scopes.ts';
import {
  bucketArn,
  LIST_ACTION,
  LOCATION_ACTION,
  objectStatements,
  objectsArn,
  scopePattern,
} from './s3-resources.ts';

/**
 * Allows exactly these accesses to buckets of one account, in as few statements as possible.
 *
 * `aws:ResourceAccount` excludes a bucket that somebody else creates with the name of a deleted one.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function accessStatements(
  accesses: readonly Access[],
  bucketAccount: string,
  partition: string,
): readonly Statement[] {
  const ofAccount = { StringEquals: { 'aws:ResourceAccount': bucketAccount } };
  const statements = [
    ...bucketStatements(accesses, partition),
    ...accessesToObjects(accesses, partition),
  ];
  return statements.map((statement) => ({
    ...statement,
    Condition: { ...ofAccount, ...statement.Condition },
  }));
}

/** Allows exactly the KMS keys of these accesses, in as few statements as possible. */
export function keyStatements(accesses: readonly Access[]): readonly Statement[] {
  const keysWith = (wanted: Permission) =>
    accesses.flatMap(({ permission, kmsKey }) =>
      kmsKey !== undefined && includesPermission(permission, wanted) ? [kmsKey] : [],
    );
  const writing = new Set(keysWith('UPLOAD'));
  const readingOnly = new Set(keysWith('READ').filter((key) => !writing.has(key)));
  return [
    ...(readingOnly.size === 0 ? [] : [kmsStatement([...readingOnly], 'READ')]),
    ...(writing.size === 0 ? [] : [kmsStatement([...writing], 'WRITE')]),
  ];
}

/**
 * Combines buckets that allow the same prefixes into one statement. For buckets that may be listed completely, the statement
 * also allows GetBucketLocation.
 */
function bucketStatements(accesses: readonly Access[], partition: string): readonly Statement[] {
  const listable = scopesWith(accesses, 'LIST').filter(
    ({ template }) => template.kind === 'prefix',
  );
  const byBucket = groupBy(listable, ({ template }) => template.bucket);
  const alike = groupBy([...byBucket], ([, scopes]) => JSON.stringify(scopes.map(scopePattern)));
  const listing = [...alike.values()].map((group) => ({
    buckets: group.map(([bucket]) => bucket),
    prefixes: (group[0]?.[1] ?? []).map(scopePattern),
  }));
  const isWhole = ({ prefixes }: { readonly prefixes: readonly string[] }) =>
    prefixes.includes('*');
  const whole = new Set(listing.filter(isWhole).flatMap(({ buckets }) => buckets));
  const buckets = new Set(accesses.map(({ scope }) => scope.template.bucket));
  const others = [...buckets].filter((bucket) => !whole.has(bucket));
  const allow = (Action: Statement['Action'], among: readonly string[]) => ({
    Effect: 'Allow' as const,
    Action,
    Resource: among.map((bucket) => bucketArn(bucket, partition)),
  });
  return [
    ...(others.length === 0 ? [] : [allow(LOCATION_ACTION, others)]),
    ...listing.map((group) =>
      isWhole(group)
        ? allow([LOCATION_ACTION, LIST_ACTION], group.buckets)
        : {
            ...allow(LIST_ACTION, group.buckets),
            Condition: { StringLike: { 's3:prefix': group.prefixes } },
          },
    ),
  ];
}

/** Names each resource once. Resources with both READ and WRITE get a statement of their own. */
function accessesToObjects(accesses: readonly Access[], partition: string): readonly Statement[] {
  const overwriting = accesses.filter(overwrites);
  const readable = scopesWith(accesses, 'READ');
  const writable = scopesWith(overwriting, 'WRITE');
  const replaceable = scopesWith(overwriting, 'UPLOAD');
  const readOnly = without(readable, writable);
  const allow = (
    permission: Exclude<Permission, 'LIST'>,
    createOnly: boolean,
    scopes: readonly Scope[],
  ) =>
    scopes.length === 0
      ? []
      : objectStatements(
          permission,
          createOnly,
          scopes.map((scope) => objectsArn(scope.template.bucket, scopePattern(scope), partition)),
        );
  return [
    ...allow('READ', false, readOnly),
    ...allow('UPLOAD', false, without(replaceable, writable)),
    ...allow('WRITE', false, without(writable, readable)),
    ...allow('READWRITE', false, without(readable, readOnly)),
    ...allow('UPLOAD', true, without(scopesWith(accesses, 'UPLOAD'), replaceable)),
  ];
}

function scopesWith(accesses: readonly Access[], wanted: Permission): readonly Scope[] {
  return outermostScopes(
    accesses
      .filter(({ permission }) => includesPermission(permission, wanted))
      .map(({ scope }) => scope),
  );
}

function without(scopes: readonly Scope[], others: readonly Scope[]): readonly Scope[] {
  const shapes = new Set(others.map(shapeOf));
  return scopes.filter((scope) => !shapes.has(shapeOf(scope)));
}
