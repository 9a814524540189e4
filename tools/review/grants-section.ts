import { PERMISSIONS, type Permission } from '../../core/aws/target.ts';
import type { Grant } from '../../core/grants/grant.ts';
import { formatScope } from '../../core/grants/scope.ts';
import { durationText } from './duration.ts';
import { code, lines, type Markdown, prose, table } from './markdown.ts';
import { type Issuers, whoText } from './who.ts';

type Cell = (grant: Grant, issuers: Issuers) => Markdown;

/** The columns that a reader needs first. */
const COLUMNS = {
  id: { heading: 'grant', cell: ({ id }) => code(id) },
  grantee: { heading: 'who', cell: ({ grantee }, issuers) => whoText(grantee, issuers) },
  permission: { heading: 'may', cell: ({ permission }) => code(permission) },
  scope: { heading: 'where', cell: ({ scope }) => code(formatScope(scope)) },
} satisfies Partial<Record<keyof Grant, { heading: string; cell: Cell }>>;

/**
 * The other fields share a column, so that the table fits the page. A new field of `Grant` fails to compile until it is added
 * to this table.
 */
const DETAILS: Readonly<
  Record<Exclude<keyof Grant, keyof typeof COLUMNS>, (grant: Grant) => readonly Markdown[]>
> = {
  maxDurationSeconds: ({ maxDurationSeconds }) => [
    `for at most ${durationText(maxDurationSeconds)}`,
  ],
  federatedUserNames: ({ federatedUserNames }) =>
    federatedUserNames === undefined
      ? []
      : [`only in the name of ${federatedUserNames.map(code).join(', ')}`],
  validUntil: ({ validUntil }) => (validUntil === undefined ? [] : [`until ${validUntil}`]),
  region: ({ region }) => (region === undefined ? [] : [`the bucket is in ${code(region)}`]),
  createOnly: ({ createOnly }) =>
    createOnly === true ? ['writes new objects only, overwrites and deletes none'] : [],
  console: ({ console }) => (console === true ? ['also sign-in links to the AWS console'] : []),
  tags: ({ tags = [] }) => tags.map(({ key, value }) => `session tag ${code(key)}: ${code(value)}`),
  kmsKey: ({ kmsKey }) => (kmsKey === undefined ? [] : [`with the KMS key ${code(kmsKey)}`]),
  description: ({ description }) =>
    description === undefined ? [] : [`description: ${prose(description)}`],
};

/** What each permission means, for readers who do not know the product. */
const PERMISSION_WORDS: Readonly<Record<Permission, string>> = {
  LIST: 'see the names of objects',
  READ: 'see the names of objects and read objects',
  UPLOAD: 'create and overwrite objects',
  WRITE: 'create, overwrite and delete objects, but not read them',
  READWRITE: 'all of READ and WRITE',
};

/** In the order of the grants file. */
export function grantsSection(grants: readonly Grant[], issuers: Issuers): Markdown {
  const columns: readonly { heading: string; cell: Cell }[] = [
    ...Object.values(COLUMNS),
    { heading: 'details', cell: detailsText },
  ];
  const count = new Set(grants.map(({ id }) => id)).size;
  return [
    '## Who may get what',
    `There ${count === 1 ? 'is 1 grant' : `are ${count} grants`}. ` +
      'Nobody gets anything without one. A grant covers a request if caller, place, permission, session length and name all ' +
      'fit. Each access of a session comes from one grant. If several cover the request, the one with the narrowest place applies, and of ' +
      'equal places the first in this table.',
    table(
      columns.map(({ heading }) => heading),
      grants.map((grant) => columns.map(({ cell }) => cell(grant, issuers))),
    ),
    ...notes(grants),
  ].join('\n\n');
}

/** Explains only the terms that the table contains. */
function notes(grants: readonly Grant[]): readonly Markdown[] {
  const used = PERMISSIONS.filter((each) => grants.some(({ permission }) => permission === each));
  const hasClaims = grants.some(({ scope, tags = [] }) =>
    [formatScope(scope), ...tags.map(({ value }) => value)].some((text) => text.includes('{')),
  );
  const list = [
    ...used.map((permission) => `\`${permission}\`: ${PERMISSION_WORDS[permission]}.`),
    ...(grants.length === 0
      ? []
      : ['A place that ends in `/*` means all objects under it. Any other place is one object.']),
    ...(hasClaims
      ? [
          "`{claim}` stands for the value of that claim in the caller's own token, and `{sessionName}` of a permission set for " +
            'the name of the person in IAM Identity Center.',
        ]
      : []),
    ...(grants.some(({ federatedUserNames }) => federatedUserNames !== undefined)
      ? [
          'With names, the caller acts for others: each request must name one of them, and AWS records that name in place of the ' +
            "caller's own. `*` matches any ending.",
        ]
      : []),
  ];
  return list.length === 0 ? [] : [list.map((note) => `- ${note}`).join('\n')];
}

export function detailsText(grant: Grant): Markdown {
  return lines(Object.values(DETAILS).flatMap((detail) => detail(grant)));
}
