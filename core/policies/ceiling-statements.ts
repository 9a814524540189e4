import { kmsStatement } from '../aws/kms-key.ts';
import type { Statement } from '../aws/policy-document.ts';
import { includesPermission, type Permission } from '../aws/target.ts';
import type { Access } from '../grants/access.ts';
import type { Scope } from '../grants/scope.ts';
import { groupBy } from '../group-by.ts';
import { outermostScopes, shapeOf } from './enclosing-scopes.ts';
import {
  bucketArn,
  LIST_ACTION,
  OBJECT_ACTIONS,
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
    ...listStatements(accesses, partition),
    ...objectStatements(accesses, partition),
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
  const writing = new Set(keysWith('WRITE'));
  const readingOnly = new Set(keysWith('READ').filter((key) => !writing.has(key)));
  return [
    ...(readingOnly.size === 0 ? [] : [kmsStatement([...readingOnly], 'READ')]),
    ...(writing.size === 0 ? [] : [kmsStatement([...writing], 'WRITE')]),
  ];
}

/** Combines buckets with the same prefixes into one statement. */
function listStatements(accesses: readonly Access[], partition: string): readonly Statement[] {
  const listable = scopesWith(accesses, 'LIST').filter(
    ({ template }) => template.kind === 'prefix',
  );
  const byBucket = groupBy(listable, ({ template }) => template.bucket);
  const alike = groupBy([...byBucket], ([, scopes]) => JSON.stringify(scopes.map(scopePattern)));
  return [...alike.values()].map((buckets) => {
    const prefixes = (buckets[0]?.[1] ?? []).map(scopePattern);
    return {
      Effect: 'Allow',
      Action: LIST_ACTION,
      Resource: buckets.map(([bucket]) => bucketArn(bucket, partition)),
      ...(prefixes.includes('*') ? {} : { Condition: { StringLike: { 's3:prefix': prefixes } } }),
    };
  });
}

/** Names each resource once. Resources with both READ and WRITE get a statement of their own. */
function objectStatements(accesses: readonly Access[], partition: string): readonly Statement[] {
  const readable = scopesWith(accesses, 'READ');
  const writable = scopesWith(accesses, 'WRITE');
  const readOnly = without(readable, writable);
  const parts = [
    { actions: OBJECT_ACTIONS.READ, scopes: readOnly },
    { actions: OBJECT_ACTIONS.WRITE, scopes: without(writable, readable) },
    { actions: OBJECT_ACTIONS.READWRITE, scopes: without(readable, readOnly) },
  ];
  return parts
    .filter(({ scopes }) => scopes.length > 0)
    .map(({ actions, scopes }) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: scopes.map((scope) =>
        objectsArn(scope.template.bucket, scopePattern(scope), partition),
      ),
    }));
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
