import { formatTarget, pathOf } from '../aws/target.ts';
import { type Scope, targetWithClaimsAs } from '../grants/scope.ts';

/** Stands for each claim in the shape of a scope. No claim has this name. */
const ANY_CLAIM = '{}';

/** The scope without the names of its claims. Scopes of the same shape are the same pattern in IAM. */
export function shapeOf(scope: Scope): string {
  return formatTarget(targetWithClaimsAs(scope, ANY_CLAIM));
}

/** Returns the shapes of all scopes that contain this one. Its own is the last. The scope's prefix must end in `/`. */
export function enclosingScopes(scope: Scope): readonly string[] {
  const target = targetWithClaimsAs(scope, ANY_CLAIM);
  const path = pathOf(target);
  const folders = [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));
  const prefixes = ['', ...folders].map((prefix) =>
    formatTarget({ kind: 'prefix', bucket: target.bucket, prefix }),
  );
  return target.kind === 'object' ? [...prefixes, formatTarget(target)] : prefixes;
}

/** Drops scopes that repeat another or are inside another, and keeps the order. */
export function outermostScopes(scopes: readonly Scope[]): readonly Scope[] {
  const byShape = new Map(scopes.map((scope) => [shapeOf(scope), scope]));
  return [...byShape.values()].filter(
    (scope) =>
      !enclosingScopes(scope)
        .slice(0, -1)
        .some((enclosing) => byShape.has(enclosing)),
  );
}
