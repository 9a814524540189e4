import type { Grant } from '../../core/grants/grant.ts';
import {
  ANY_STRING,
  type ClaimTest,
  formatGrantee,
  type Grantee,
} from '../../core/grants/grantee.ts';
import { formatScope } from '../../core/grants/scope.ts';
import { code, lines, type Markdown, prose, table } from './markdown.ts';

interface Column {
  readonly heading: string;
  readonly cell: (grant: Grant) => Markdown;
}

const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;

/** A field of a grant without a column does not compile. */
const COLUMNS: Readonly<Record<keyof Grant, Column>> = {
  id: { heading: 'grant', cell: ({ id }) => code(id) },
  grantee: { heading: 'grantee', cell: ({ grantee }) => granteeText(grantee) },
  scope: { heading: 'scope', cell: ({ scope }) => code(formatScope(scope)) },
  permission: { heading: 'permission', cell: ({ permission }) => code(permission) },
  maxDurationSeconds: {
    heading: 'maximum duration',
    cell: ({ maxDurationSeconds }) => durationText(maxDurationSeconds),
  },
  federatedUserNames: {
    heading: 'federated user names',
    cell: ({ federatedUserNames = [] }) => lines(federatedUserNames.map(code)),
  },
  tags: {
    heading: 'session tags',
    cell: ({ tags = [] }) => lines(tags.map(({ key, value }) => `${code(key)}: ${code(value)}`)),
  },
  createOnly: {
    heading: 'writes',
    cell: ({ createOnly }) => (createOnly === true ? 'new keys only' : ''),
  },
  kmsKey: { heading: 'KMS key', cell: ({ kmsKey }) => optionalText(kmsKey, code) },
  console: {
    heading: 'console',
    cell: ({ console }) => (console === true ? 'sign-in links' : ''),
  },
  description: {
    heading: 'description',
    cell: ({ description }) => optionalText(description, prose),
  },
};

/** In the order of the grants file. */
export function grantsSection(grants: readonly Grant[]): Markdown {
  const columns = Object.values(COLUMNS);
  return [
    '## Who may get what',
    `The grants file has ${grants.length} grants. \`{claim}\` stands for the value of that claim in the caller's token.`,
    table(
      columns.map(({ heading }) => heading),
      grants.map((grant) => columns.map(({ cell }) => cell(grant))),
    ),
  ].join('\n\n');
}

function granteeText(grantee: Grantee): Markdown {
  return grantee.kind === 'jwt'
    ? `tokens with<br>${lines(grantee.claims.map(claimText))}`
    : code(formatGrantee(grantee));
}

/** In JSON, which distinguishes the string `true` from the boolean. */
function claimText({ claim, value }: ClaimTest): Markdown {
  return value === ANY_STRING
    ? `${code(claim)} with any value`
    : `${code(claim)} ${code(JSON.stringify(value))}`;
}

/** 5400 → 1 h 30 min */
function durationText(seconds: number): Markdown {
  return [
    [Math.floor(seconds / SECONDS_PER_HOUR), 'h'] as const,
    [Math.floor((seconds % SECONDS_PER_HOUR) / SECONDS_PER_MINUTE), 'min'] as const,
    [seconds % SECONDS_PER_MINUTE, 's'] as const,
  ]
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}

function optionalText(text: string | undefined, show: (text: string) => Markdown): Markdown {
  return text === undefined ? '' : show(text);
}
