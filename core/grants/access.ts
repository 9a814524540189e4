import {
  includesPermission,
  isListOfOneObject,
  listRule,
  type Permission,
  PREFIX_TARGET,
} from '../aws/target.ts';
import { docs, type JsonSchema, schema } from '../json-schema.ts';
import { boolean, described, optional } from '../parser.ts';
import type { ParseContext } from '../problems.ts';
import { includesScope, type Scope } from './scope.ts';

/** What a grant gives, or what the ceiling allows at most. */
export interface Access {
  readonly scope: Scope;
  readonly permission: Permission;
  /** ARN of the KMS key that encrypts the scope's objects. */
  readonly kmsKey?: string;
  /** Whether sessions may only create objects, and never replace or delete one. */
  readonly createOnly?: boolean;
}

export const createOnlyParser = described(
  optional(boolean),
  docs(
    'Whether the permission to write covers new keys only: no object can be replaced or deleted. Uploads and copies ' +
      'need the header If-None-Match: *.',
    { default: false },
  ),
);

/** Adds a problem if fields contradict each other. */
export function checkAccess(
  { scope, permission, kmsKey, createOnly }: Access,
  context: ParseContext,
): void {
  if (isListOfOneObject(scope.template, permission)) {
    context.field('permission').addProblem('LIST needs a scope that ends in /*');
  }
  if (kmsKey !== undefined && permission === 'LIST') {
    context
      .field('kmsKey')
      .addProblem('has no effect with LIST, because names of objects are not encrypted');
  }
  if (createOnly === true && !includesPermission(permission, 'UPLOAD')) {
    context
      .field('createOnly')
      .addProblem(`has no effect with ${permission}, which writes nothing`);
  }
}

/** What `checkAccess` checks. */
export const accessRule: () => JsonSchema = schema(() => ({
  allOf: [
    listRule('permission', {
      scope: PREFIX_TARGET,
      scopes: { items: PREFIX_TARGET },
      kmsKey: false,
    }),
    {
      if: { required: ['permission'], properties: { permission: { enum: ['LIST', 'READ'] } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { properties: { createOnly: { const: false } } },
    },
  ],
}));

/** Whether the outer access allows all that the inner one allows, for all values of the claims. */
export function includesAccess(outer: Access, inner: Access): boolean {
  return (
    includesPermission(outer.permission, inner.permission) &&
    (inner.kmsKey === undefined || inner.kmsKey === outer.kmsKey) &&
    (outer.createOnly !== true || !overwrites(inner)) &&
    includesScope(outer.scope, inner.scope)
  );
}

/** Whether the access can replace objects. */
export function overwrites({ permission, createOnly }: Omit<Access, 'scope'>): boolean {
  return includesPermission(permission, 'UPLOAD') && createOnly !== true;
}

/** Splits READWRITE into READ and WRITE, because two different accesses may allow them. */
export function partsOf({ permission, createOnly, ...rest }: Access): readonly Access[] {
  const parts: readonly Permission[] =
    permission === 'READWRITE' ? ['READ', 'WRITE'] : [permission];
  return parts.map((part) => ({
    ...rest,
    permission: part,
    createOnly: createOnly === true && part !== 'READ',
  }));
}
