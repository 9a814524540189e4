import { pathOf, type Target } from '../../core/aws/target.ts';
import type { Grant } from '../../core/grants/grant.ts';
import { formatScope, type Scope } from '../../core/grants/scope.ts';
import { groupBy } from '../../core/group-by.ts';

/** A grant that gives access to a folder. */
export interface FolderAccess {
  readonly grant: Grant;
  /**
   * `own`: the grant names this folder. `parent`: the grant names a parent folder. `claims`: the path of the grant or of this
   * folder contains a claim, and for some values of the claim the grant gives access to the folder or to a part of it.
   */
  readonly by: 'own' | 'parent' | 'claims';
}

export interface Folder {
  readonly scope: Scope;
  readonly accesses: readonly FolderAccess[];
}

/** Matches a `{claim}` in a path. */
const CLAIM = /\{[^{}]*\}/g;

/**
 * All places that grants name, sorted by bucket and path. Each place has the grants that give access to the place or to a part
 * of it.
 */
export function foldersOf(grants: readonly Grant[]): readonly Folder[] {
  const byPlace = groupBy(grants, ({ scope }) => formatScope(scope));
  const withClaims = grants.filter(({ scope }) => scope.claims.length > 0);
  return [...byPlace]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([place, [first]]) => {
      if (first === undefined) {
        return [];
      }
      const around = placesAround(first.scope).flatMap((outer) => byPlace.get(outer) ?? []);
      const literal = new Set(around);
      return {
        scope: first.scope,
        accesses: [
          ...(byPlace.get(place) ?? []).map((grant) => ({ grant, by: 'own' as const })),
          ...around.map((grant) => ({ grant, by: 'parent' as const })),
          // If neither path contains a claim, the two lines above already list the grant.
          ...(first.scope.claims.length > 0 ? grants : withClaims)
            .filter(
              (grant) =>
                !literal.has(grant) &&
                !isBelow(grant.scope, first.scope) &&
                canMeet(grant.scope.template, first.scope.template),
            )
            .map((grant) => ({ grant, by: 'claims' as const })),
        ],
      };
    });
}

/** The parent folders, as scopes of grants write them. The nearest parent is first. */
function placesAround({ template }: Scope): readonly string[] {
  const path = pathOf(template);
  const ends = [...path.matchAll(/\//g)].map(({ index }) => index + 1);
  return ['', ...ends.map((end) => path.slice(0, end))]
    .filter((prefix) => template.kind === 'object' || prefix !== path)
    .map((prefix) => `s3://${template.bucket}/${prefix}*`)
    .reverse();
}

/** Whether the inner place is equal to or below the outer place. The page has a separate row for such a place. */
function isBelow(inner: Scope, outer: Scope): boolean {
  return (
    inner.template.bucket === outer.template.bucket &&
    (outer.template.kind === 'object'
      ? formatScope(inner) === formatScope(outer)
      : pathOf(inner.template).startsWith(pathOf(outer.template)))
  );
}

/**
 * Whether the two targets can contain the same object, for some values of the claims. A wrong result is always true, never
 * false, so that the page hides no access.
 */
function canMeet(one: Target, other: Target): boolean {
  if (one.bucket !== other.bucket) {
    return false;
  }
  const [first, second] = [one, other].map((target) => ({
    names: pathOf(target).split('/'),
    isObject: target.kind === 'object',
  }));
  if (first === undefined || second === undefined) {
    return false;
  }
  // The last name of a prefix is empty, because the prefix ends with `/`.
  const shared = [first, second].map(({ names, isObject }) => names.length - (isObject ? 0 : 1));
  const length = Math.min(...shared);
  const objects = [first, second].filter(({ isObject }) => isObject);
  // An object must have more names than a folder that contains it. Two equal objects have the same number of names.
  const fits = objects.every(({ names }) => names.length >= Math.max(...shared));
  return (
    fits &&
    first.names.slice(0, length).every((name, index) => canBeEqual(name, second.names[index] ?? ''))
  );
}

/** A name contains at most one claim, and the value of a claim has at least one character. */
function canBeEqual(one: string, other: string): boolean {
  const [start = '', end] = one.split(CLAIM);
  const [otherStart = '', otherEnd] = other.split(CLAIM);
  if (end === undefined && otherEnd === undefined) {
    return one === other;
  }
  if (end === undefined) {
    return canBeEqual(other, one);
  }
  if (otherEnd === undefined) {
    return (
      other.startsWith(start) && other.endsWith(end) && other.length > start.length + end.length
    );
  }
  return (
    (start.startsWith(otherStart) || otherStart.startsWith(start)) &&
    (end.endsWith(otherEnd) || otherEnd.endsWith(end))
  );
}
