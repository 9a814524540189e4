import { formatTarget, type Target } from './target.ts';

/** Every scope that includes this one, itself at the end, as text. The scope's prefix ends in `/`. */
export function enclosingScopes(scope: Target): readonly string[] {
  const path = scope.kind === 'object' ? scope.objectKey : scope.prefix;
  const folders = [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));
  const prefixes = ['', ...folders].map((prefix) =>
    formatTarget({ kind: 'prefix', bucket: scope.bucket, prefix }),
  );
  return scope.kind === 'object' ? [...prefixes, formatTarget(scope)] : prefixes;
}

/** Without repetitions and without those that lie in others; the order stays. */
export function outermostScopes(scopes: readonly Target[]): readonly Target[] {
  const byText = new Map(scopes.map((scope) => [formatTarget(scope), scope]));
  return [...byText.values()].filter(
    (scope) =>
      !enclosingScopes(scope)
        .slice(0, -1)
        .some((enclosing) => byText.has(enclosing)),
  );
}
