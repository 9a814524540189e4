import {
  includesPermission,
  isListOfOneObject,
  listRule,
  type Permission,
  PREFIX_TARGET,
} from '../aws/target.ts';
import { type JsonSchema, schema } from '../json-schema.ts';
import type { ParseContext } from '../problems.ts';
import { includesScope, type Scope } from './scope.ts';

/** What a grant gives, or what the ceiling allows at most. */
export interface Access {
  readonly scope: Scope;
  readonly permission: Permission;
  /** ARN of the KMS key that encrypts the scope's objects. */
  readonly kmsKey?: string;
}

/** Adds a problem if fields contradict each other. */
export function checkAccess({ scope, permission, kmsKey }: Access, context: ParseContext): void {
  if (isListOfOneObject(scope.template, permission)) {
    context.field('permission').addProblem('LIST needs a scope that ends in /*');
  }
  if (kmsKey !== undefined && permission === 'LIST') {
    context
      .field('kmsKey')
      .addProblem('has no effect with LIST, because names of objects are not encrypted');
  }
}

/** What `checkAccess` checks. */
export const accessRule: () => JsonSchema = schema(() =>
  listRule('permission', { scope: PREFIX_TARGET, kmsKey: false }),
);

/** Whether the outer access allows all that the inner one allows, for all values of the claims. */
export function includesAccess(outer: Access, { scope, permission, kmsKey }: Access): boolean {
  return (
    includesPermission(outer.permission, permission) &&
    (kmsKey === undefined || kmsKey === outer.kmsKey) &&
    includesScope(outer.scope, scope)
  );
}

/** Splits READWRITE into READ and WRITE, because two different accesses may allow them. */
export function partsOf({ scope, permission, kmsKey }: Access): readonly Access[] {
  const parts: readonly Permission[] =
    permission === 'READWRITE' ? ['READ', 'WRITE'] : [permission];
  return parts.map((part) => ({ scope, permission: part, kmsKey }));
}
