import { includesPermission, isListOfOneObject, type Permission } from '../aws/target.ts';
import type { Place } from '../problems.ts';
import { includesScope, type Scope } from './scope.ts';

/** Something that may be given: by a grant, or by the ceiling at most. */
export interface Access {
  readonly scope: Scope;
  readonly permission: Permission;
  /** ARN of the key of the scope's objects. */
  readonly kmsKey?: string;
}

/** Notes what contradicts itself: each member may be right alone. */
export function checkAccess({ scope, permission, kmsKey }: Access, place: Place): void {
  if (isListOfOneObject(scope.template, permission)) {
    place.field('permission').refuse('LIST needs a scope that ends in /*');
  }
  if (kmsKey !== undefined && permission === 'LIST') {
    place.field('kmsKey').refuse('has no use for LIST: the names of objects are not encrypted');
  }
}

/** Whether whoever has the outer access has the inner one, whatever the claims are. */
export function includesAccess(outer: Access, { scope, permission, kmsKey }: Access): boolean {
  return (
    includesPermission(outer.permission, permission) &&
    (kmsKey === undefined || kmsKey === outer.kmsKey) &&
    includesScope(outer.scope, scope)
  );
}

/** READWRITE may come from two accesses. */
export function partsOf({ scope, permission, kmsKey }: Access): readonly Access[] {
  const parts: readonly Permission[] =
    permission === 'READWRITE' ? ['READ', 'WRITE'] : [permission];
  return parts.map((part) => ({ scope, permission: part, kmsKey }));
}
