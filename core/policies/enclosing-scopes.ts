import { formatTarget, pathOf } from '../aws/target.ts';
import { type Scope, targetWithClaimsAs } from '../grants/scope.ts';

/** In a scope's shape, what stands for every claim; no claim has this name. */
const ANY_CLAIM = '{}';

/** The scope as text, whatever its claims are called: scopes of one shape are one to IAM. */
export function shapeOf(scope: Scope): string {
  return formatTarget(targetWithClaimsAs(scope, ANY_CLAIM));
}

/** The shape of every scope that includes this one, its own at the end. The scope's prefix ends in `/`. */
export function enclosingScopes(scope: Scope): readonly string[] {
  const target = targetWithClaimsAs(scope, ANY_CLAIM);
  const path = pathOf(target);
  const folders = [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));
  const prefixes = ['', ...folders].map((prefix) =>
    formatTarget({ kind: 'prefix', bucket: target.bucket, prefix }),
  );
  return target.kind === 'object' ? [...prefixes, formatTarget(target)] : prefixes;
}

/** Without repetitions and without those that lie in others; the order stays. */
export function outermostScopes(scopes: readonly Scope[]): readonly Scope[] {
  const byShape = new Map(scopes.map((scope) => [shapeOf(scope), scope]));
  return [...byShape.values()].filter(
    (scope) =>
      !enclosingScopes(scope)
        .slice(0, -1)
        .some((enclosing) => byShape.has(enclosing)),
  );
}
