import { includesPermission, PERMISSIONS } from '../aws/target.ts';
import { type Access, overwrites } from '../grants/access.ts';
import { enclosingScopes, shapeOf } from './enclosing-scopes.ts';

/** Indexes accesses by their text. An access with a KMS key is also found by its text without the key. */
export function accessesByText<T extends Access>(
  accesses: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const byText = new Map<string, T[]>();
  for (const access of accesses) {
    const shape = shapeOf(access.scope);
    const { permission, createOnly } = access;
    const withoutKey = { permission, createOnly };
    for (const text of new Set([accessText(shape, access), accessText(shape, withoutKey)])) {
      byText.set(text, [...(byText.get(text) ?? []), access]);
    }
  }
  return byText;
}

/**
 * Returns the texts of accesses that include this one. Accesses with a claim in the place of one of its literal folders are
 * not among them.
 */
export function textsOfEnclosing(access: Access): readonly string[] {
  const { kmsKey } = access;
  const enough = PERMISSIONS.filter((granted) => includesPermission(granted, access.permission));
  const allowing = overwrites(access) ? [false] : [false, true];
  return enclosingScopes(access.scope).flatMap((enclosing) =>
    enough.flatMap((permission) =>
      allowing.map((createOnly) => accessText(enclosing, { permission, kmsKey, createOnly })),
    ),
  );
}

/** @param shape the shape of the access's scope */
export function accessText(
  shape: string,
  { permission, kmsKey = '', createOnly = false }: Omit<Access, 'scope'>,
): string {
  return `${permission} ${shape} ${kmsKey} ${createOnly}`;
}
