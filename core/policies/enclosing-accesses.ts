import { includesPermission, PERMISSIONS } from '../aws/target.ts';
import type { Access } from '../grants/access.ts';
import { enclosingScopes, shapeOf } from './enclosing-scopes.ts';

/** Text of an access → those that give just that: one with a key gives the same without it, too. */
export function giversOf<T extends Access>(
  accesses: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const givers = new Map<string, T[]>();
  for (const access of accesses) {
    const shape = shapeOf(access.scope);
    const { permission } = access;
    for (const text of new Set([accessText(shape, access), accessText(shape, { permission })])) {
      givers.set(text, [...(givers.get(text) ?? []), access]);
    }
  }
  return givers;
}

/** The texts of all accesses that include this one, as far as texts tell. */
export function textsThatInclude({ scope, permission, kmsKey }: Access): readonly string[] {
  const permissions = PERMISSIONS.filter((granted) => includesPermission(granted, permission));
  return enclosingScopes(scope).flatMap((enclosing) =>
    permissions.map((granted) => accessText(enclosing, { permission: granted, kmsKey })),
  );
}

/** @param shape of the access's scope */
export function accessText(
  shape: string,
  { permission, kmsKey = '' }: Omit<Access, 'scope'>,
): string {
  return `${permission} ${shape} ${kmsKey}`;
}
