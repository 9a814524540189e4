import { PERMISSIONS } from '../../../core/aws/target.ts';
import { includesAccess } from '../../../core/grants/access.ts';
import type { Grant } from '../../../core/grants/grant.ts';
import { formatScope, includesScope } from '../../../core/grants/scope.ts';
import { isValidAsLong } from '../../../core/grants/valid-until.ts';
import { code, type Markdown, table } from '../markdown.ts';
import { issuerOf, whoText } from '../who.ts';
import type { GrantsOfSide } from './grant-changes.ts';
import { includesGrantee, withName } from './grantee-change.ts';

/**
 * A table of the access that all grants together give to each grantee in each place, before and now. If an author splits or
 * replaces a grant, the total access changes less than the changes of single grants suggest.
 *
 * @returns undefined if nothing differs
 */
export function netChanges(before: GrantsOfSide, after: GrantsOfSide): Markdown | undefined {
  const subjects = new Map(
    [...after.grants, ...before.grants].map((grant) => [
      JSON.stringify([withName(grant.grantee), formatScope(grant.scope)]),
      grant,
    ]),
  );
  const rows = [...subjects.values()].flatMap((subject) => {
    const [was, is] = [before, after].map(({ grants }) => holdingsText(grants, subject));
    return was === is ||
      issuerOf(subject.grantee, before.issuers) !== issuerOf(subject.grantee, after.issuers)
      ? []
      : [
          [
            whoText(subject.grantee, new Map([...before.issuers, ...after.issuers])),
            code(formatScope(subject.scope)),
            was ?? '',
            is ?? '',
          ],
        ];
  });
  return rows.length === 0 ? undefined : table(['who', 'where', 'before', 'now'], rows);
}

/** The access that the grants give to all callers of the subject, in the subject's whole place. */
function holdingsText(grants: readonly Grant[], { grantee, scope }: Grant): Markdown {
  const holdings = grants
    .filter((grant) => includesGrantee(grant.grantee, grantee) && includesScope(grant.scope, scope))
    .map((grant) => ({ ...grant, scope }));
  const texts = holdings
    .filter(
      (each) =>
        !holdings.some(
          (more) => more !== each && holdingIncludes(more, each) && !holdingIncludes(each, more),
        ),
    )
    .sort(
      (one, other) => PERMISSIONS.indexOf(one.permission) - PERMISSIONS.indexOf(other.permission),
    )
    .map(holdingText);
  return texts.length === 0 ? 'nothing' : [...new Set(texts)].join(' and ');
}

function holdingIncludes(outer: Grant, inner: Grant): boolean {
  return (
    includesAccess(outer, inner) &&
    isValidAsLong(outer.validUntil, inner.validUntil) &&
    JSON.stringify(outer.federatedUserNames) === JSON.stringify(inner.federatedUserNames)
  );
}

function holdingText({ permission, createOnly, federatedUserNames, validUntil }: Grant): Markdown {
  return [
    code(permission),
    ...(createOnly === true ? ['of new objects only'] : []),
    ...(federatedUserNames === undefined
      ? []
      : [`in the name of ${federatedUserNames.map(code).join(', ')}`]),
    ...(validUntil === undefined ? [] : [`until ${validUntil}`]),
  ].join(' ');
}
