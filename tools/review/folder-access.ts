import { pathOf, type Target } from '../../core/aws/target.ts';
import type { Grant } from '../../core/grants/grant.ts';
import { formatScope, type Scope } from '../../core/grants/scope.ts';
import { groupBy } from '../../core/group-by.ts';

/** One way into a folder. */
export interface FolderAccess {
  readonly grant: Grant;
  /**
   * `own`: the grant names this folder. `parent`: it names a folder around it. `claims`: it can reach the folder, or a part of it,
   * because a claim in either place can have the right value.
   */
  readonly by: 'own' | 'parent' | 'claims';
}

export interface Folder {
  readonly scope: Scope;
  readonly accesses: readonly FolderAccess[];
}

/** A claim in a path. */
const CLAIM = /\{[^{}]*\}/g;

/** Every place that a grant names, by bucket and path, with the grants that reach it or a part of it. */
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
          // A grant without claims meets a folder without claims only in ways that are listed above.
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

/** As grants write them: the nearest first. */
function placesAround({ template }: Scope): readonly string[] {
  const path = pathOf(template);
  const ends = [...path.matchAll(/\//g)].map(({ index }) => index + 1);
  return ['', ...ends.map((end) => path.slice(0, end))]
    .filter((prefix) => template.kind === 'object' || prefix !== path)
    .map((prefix) => `s3://${template.bucket}/${prefix}*`)
    .reverse();
}

/** A place below another has a row of its own. */
function isBelow(inner: Scope, outer: Scope): boolean {
  return (
    inner.template.bucket === outer.template.bucket &&
    (outer.template.kind === 'object'
      ? formatScope(inner) === formatScope(outer)
      : pathOf(inner.template).startsWith(pathOf(outer.template)))
  );
}

/** Whether both contain the same object for some values of the claims. It may answer true too often, never false. */
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
  // The last name of a prefix is empty.
  const shared = [first, second].map(({ names, isObject }) => names.length - (isObject ? 0 : 1));
  const length = Math.min(...shared);
  const objects = [first, second].filter(({ isObject }) => isObject);
  // A folder has to be shorter than an object in it, and two objects equally long.
  const fits = objects.every(({ names }) => names.length >= Math.max(...shared));
  return (
    fits &&
    first.names.slice(0, length).every((name, index) => canBeEqual(name, second.names[index] ?? ''))
  );
}

/** Names have at most one claim, which is at least one character long. */
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
