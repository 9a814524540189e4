import { isDeepStrictEqual } from 'node:util';
import { includesPermission, includesTarget } from '../../../core/aws/target.ts';
import { coversNames } from '../../../core/configuration/grant-findings.ts';
import { includesAccess } from '../../../core/grants/access.ts';
import type { Grant } from '../../../core/grants/grant.ts';
import { formatScope } from '../../../core/grants/scope.ts';
import { isValidAsLong } from '../../../core/grants/valid-until.ts';
import { groupBy } from '../../../core/group-by.ts';
import { durationText } from '../duration.ts';
import { detailsText } from '../grants-section.ts';
import { code, type Markdown } from '../markdown.ts';
import { type Issuers, issuerOf, whoInSentence } from '../who.ts';
import { type Change, narrower, none, other, wider } from './change.ts';
import { granteeChange, withName } from './grantee-change.ts';

/** The grants before or after the change, and the issuers of the tokens. */
export interface GrantsOfSide {
  readonly grants: readonly Grant[];
  readonly issuers: Issuers;
}

interface Sides {
  readonly was: Grant;
  readonly is: Grant;
  /** Who has the grant now. */
  readonly who: Markdown;
  readonly issuers: { readonly was: Issuers; readonly is: Issuers };
}

/** Shows who gains and who loses access by the changed grants. */
export function grantChanges(before: GrantsOfSide, after: GrantsOfSide): readonly Change[] {
  const pairs = pairsOf(before.grants, after.grants);
  const kept = new Set(pairs.values());
  const ids = new Set(after.grants.map(({ id }) => id));
  return [
    ...after.grants
      .filter((grant) => !pairs.has(grant))
      .map((grant) => newGrant(grant, before, after.issuers)),
    ...before.grants
      .filter((grant) => !kept.has(grant))
      .map((grant) => {
        const gone = ids.has(grant.id) ? 'no longer has this scope' : 'is gone';
        return narrower(
          `grant ${code(grant.id)} ${gone}: ${whole(grant, before.issuers, 'could')}`,
        );
      }),
    ...[...pairs].flatMap(([is, was]) => {
      const issuers = { was: before.issuers, is: after.issuers };
      return fieldChanges({ was, is, issuers, who: whoOf(is, after) });
    }),
    ...wordChanges(pairs),
    ...orderChanges(before.grants, after.grants),
  ];
}

/**
 * One line lists all new names, and one lists all new descriptions. They have no effect on access, so they must not fill the
 * page.
 */
function wordChanges(pairs: ReadonlyMap<Grant, Grant>): readonly Change[] {
  const renamed = [...pairs].filter(([is, was]) => is.id !== was.id);
  const described = new Set(
    [...pairs].flatMap(([is, was]) => (is.description === was.description ? [] : [is.id])),
  );
  return [
    ...(renamed.length === 0
      ? []
      : [
          none(
            `renamed: ${renamed.map(([is, was]) => `grant ${code(was.id)} to ${code(is.id)}`).join(', ')}`,
          ),
        ]),
    ...(described.size === 0
      ? []
      : [
          none(
            `another description: ${[...described].map((id) => `grant ${code(id)}`).join(', ')}`,
          ),
        ]),
  ];
}

/**
 * Maps each new grant to the old grant with the same id and scope. If no old grant has both, it is the old grant with the same id,
 * if both sides have only one. If no old grant has the id, the grant may be renamed. It counts as renamed if it is the only added
 * grant with its place and permission, and exactly one removed grant has the same place and permission.
 */
export function pairsOf(
  before: readonly Grant[],
  after: readonly Grant[],
): ReadonlyMap<Grant, Grant> {
  const old = groupBy(before, ({ id }) => id);
  const now = groupBy(after, ({ id }) => id);
  const gone = groupBy(
    before.filter(({ id }) => !now.has(id)),
    placeAndPermission,
  );
  const added = groupBy(
    after.filter(({ id }) => !old.has(id)),
    placeAndPermission,
  );
  return new Map(
    after.flatMap((grant) => {
      const place = placeAndPermission(grant);
      const [renamed, ...others] = gone.get(place) ?? [];
      const isOnly = others.length === 0 && added.get(place)?.length === 1;
      const sameId = old.get(grant.id) ?? [];
      const [single] = sameId.length === 1 && now.get(grant.id)?.length === 1 ? sameId : [];
      const was =
        sameId.find(({ scope }) => formatScope(scope) === formatScope(grant.scope)) ??
        single ??
        (isOnly ? renamed : undefined);
      return was === undefined ? [] : [[grant, was] as const];
    }),
  );
}

function placeAndPermission({ scope, permission }: Grant): string {
  return `${permission} ${formatScope(scope)}`;
}

function newGrant(grant: Grant, before: GrantsOfSide, issuers: Issuers): Change {
  const text = `new grant ${code(grant.id)}: ${whole(grant, issuers)} ${inBrackets(grant)}`;
  const former = before.grants.find((old) => gaveAll(old, grant));
  return former === undefined ||
    issuerOf(grant.grantee, before.issuers) !== issuerOf(grant.grantee, issuers)
    ? wider(text)
    : none(`${text}. Before, ${code(former.id)} gave all of this`);
}

/** Whether the old grant gave the same callers all access that the new grant gives. */
function gaveAll(old: Grant, grant: Grant): boolean {
  return (
    isDeepStrictEqual(withName(old.grantee), withName(grant.grantee)) &&
    includesTarget(old.scope.template, grant.scope.template) &&
    includesAccess(old, grant) &&
    old.maxDurationSeconds >= grant.maxDurationSeconds &&
    isValidAsLong(old.validUntil, grant.validUntil) &&
    isDeepStrictEqual([old.tags, old.federatedUserNames], [grant.tags, grant.federatedUserNames]) &&
    (old.console === true || grant.console !== true)
  );
}

/** The comparison of each field. A new field of `Grant` fails to compile until it is added to this table. */
const COMPARED: Readonly<Record<Exclude<keyof Grant, 'id'>, (sides: Sides) => readonly Change[]>> =
  {
    grantee: ({ was, is, issuers }) =>
      granteeChange(was.grantee, is.grantee, issuers, `${code(is.permission)} on ${placeOf(is)}`),
    scope: ({ was, is, who }) => {
      const [from, to] = [placeOf(was), placeOf(is)];
      if (includesTarget(is.scope.template, was.scope.template)) {
        return [
          wider(
            `${who} can now ${code(is.permission)} on all of ${to}. Before, it was only ${from}`,
          ),
        ];
      }
      return includesTarget(was.scope.template, is.scope.template)
        ? [
            narrower(
              `${who} can ${code(is.permission)} only on ${to}. Before, it was all of ${from}`,
            ),
          ]
        : [
            wider(`${who} can now ${code(is.permission)} on ${to}`),
            narrower(`${who} can no longer ${code(was.permission)} on ${from}`),
          ];
    },
    permission: ({ was, is, who }) => {
      const text = `${who} could ${code(was.permission)} and can now ${code(is.permission)} on ${placeOf(is)}`;
      if (includesPermission(is.permission, was.permission)) {
        return [wider(text)];
      }
      return [
        ...(includesPermission(was.permission, is.permission) ? [] : [wider(text)]),
        narrower(text),
      ];
    },
    maxDurationSeconds: ({ was, is, who }) => {
      const [from, to] = [was, is].map((each) => durationText(each.maxDurationSeconds));
      const text = `sessions of ${who} last at most ${to}. Before, it was ${from}`;
      return [is.maxDurationSeconds > was.maxDurationSeconds ? wider(text) : narrower(text)];
    },
    federatedUserNames: ({ was, is, who }) => {
      const [from, to] = [was, is].map(({ federatedUserNames }) => federatedUserNames);
      const text = `${who} can act ${namesText(to)}. Before, it was ${namesText(from)}`;
      if (from === undefined || to === undefined) {
        return [other(text)];
      }
      return [
        ...(coversNames(from, to) ? [] : [wider(text)]),
        ...(coversNames(to, from) ? [] : [narrower(text)]),
      ];
    },
    tags: ({ was, is, who }) => [
      other(
        `sessions of ${who} carry ${tagsText(is)}. Before, it was ${tagsText(was)}. ` +
          'Policies outside the broker can check `aws:PrincipalTag`, and so allow more or less',
      ),
    ],
    kmsKey: ({ was, is, who }) => [
      ...(is.kmsKey === undefined
        ? []
        : [wider(`${who} may use the KMS key ${code(is.kmsKey)} through S3`)]),
      ...(was.kmsKey === undefined
        ? []
        : [narrower(`${who} may no longer use the KMS key ${code(was.kmsKey)}`)]),
    ],
    createOnly: ({ is, who }) => [
      is.createOnly === true
        ? narrower(`${who} can no longer overwrite or delete objects in ${placeOf(is)}`)
        : wider(`${who} can now overwrite objects in ${placeOf(is)}, and delete them with WRITE`),
    ],
    console: ({ is, who }) => [
      is.console === true
        ? wider(`${who} can now also get sign-in links to the AWS console`)
        : narrower(`${who} can no longer get sign-in links to the AWS console`),
    ],
    validUntil: ({ was, is, who }) => {
      const text = `sessions of ${who} end by ${endText(is)}. Before, it was ${endText(was)}`;
      return [isValidAsLong(was.validUntil, is.validUntil) ? narrower(text) : wider(text)];
    },
    region: ({ is }) => [
      none(
        `clients are told that the bucket is in ${is.region === undefined ? 'the Region of the stack' : code(is.region)}`,
      ),
    ],
    // `wordChanges` lists the new descriptions of all grants in one line.
    description: () => [],
  };

function fieldChanges(sides: Sides): readonly Change[] {
  const { was, is } = sides;
  return (Object.keys(COMPARED) as (keyof typeof COMPARED)[])
    .filter((field) => !isDeepStrictEqual(was[field], is[field]))
    .flatMap((field) => COMPARED[field](sides))
    .map(({ effect, text }) => ({ effect, text: `grant ${code(is.id)}: ${text}` }));
}

/** If several grants with the same place cover a request, the first grant applies. */
function orderChanges(before: readonly Grant[], after: readonly Grant[]): readonly Change[] {
  const position = new Map(before.map(({ id }, index) => [id, index]));
  const places = new Map<string, Grant>();
  return after.flatMap((grant) => {
    const place = formatScope(grant.scope);
    const earlier = places.get(place);
    places.set(place, grant);
    const [first, second] = [earlier?.id, grant.id].map((id) => position.get(id ?? ''));
    return earlier !== undefined && first !== undefined && second !== undefined && first > second
      ? [
          other(
            `grant ${code(earlier.id)} now comes before ${code(grant.id)}, and applies where both cover a request`,
          ),
        ]
      : [];
  });
}

function whole(grant: Grant, issuers: Issuers, verb = 'may'): Markdown {
  return `${whoInSentence(grant.grantee, issuers)} ${verb} ${code(grant.permission)} on ${placeOf(grant)}`;
}

function inBrackets(grant: Grant): Markdown {
  return `(${detailsText(grant).replaceAll('<br>', '; ')})`;
}

function whoOf({ grantee }: Grant, { issuers }: GrantsOfSide): Markdown {
  return whoInSentence(grantee, issuers);
}

function placeOf({ scope }: Grant): Markdown {
  return code(formatScope(scope));
}

function endText({ validUntil }: Grant): Markdown {
  return validUntil ?? 'no date';
}

function namesText(names: Grant['federatedUserNames']): Markdown {
  return names === undefined ? 'in its own name' : `in the names ${names.map(code).join(', ')}`;
}

function tagsText({ tags = [] }: Grant): Markdown {
  const list = tags.map(({ key, value }) => `${code(key)}: ${code(value)}`).join(', ');
  return list === '' ? 'no session tags' : `the session tags ${list}`;
}
