import { MANAGED_POLICY_MAX_CHARACTERS } from '../../core/aws/policy-document.ts';
import { includesAccess, partsOf } from '../../core/grants/access.ts';
import type { Grant } from '../../core/grants/grant.ts';
import { formatScope } from '../../core/grants/scope.ts';
import {
  type CeilingEntry,
  type CeilingSettings,
  ceilingCharacters,
  ceilingOf,
} from '../../core/policies/ceiling.ts';
import { reference } from '../assembly/readable-value.ts';
import { code, type Markdown, table } from './markdown.ts';

/** Each entry of the ceiling with the grants that it allows. */
export function ceilingSection(grants: readonly Grant[], settings: CeilingSettings): Markdown {
  const ceiling = ceilingOf(grants, settings);
  return [
    '## The ceiling and the grants',
    'The ceiling is the most that any issued session may do. ' +
      `It is ${settings.ceiling === undefined ? 'derived from the grants' : 'set in the configuration'}. ` +
      `Its policy has ${ceilingCharacters(ceiling)} of the ${MANAGED_POLICY_MAX_CHARACTERS} characters that IAM allows.`,
    table(
      ['scope', 'permission', "bucket's account", 'KMS key', 'grants within it'],
      ceiling.entries.map((entry) => [
        code(formatScope(entry.scope)),
        entry.createOnly === true
          ? `${code(entry.permission)}, new keys only`
          : code(entry.permission),
        code(entry.bucketAccount ?? reference('AWS::AccountId')),
        entry.kmsKey === undefined ? '' : code(entry.kmsKey),
        grantsText(grants.filter((grant) => isWithin(grant, entry))),
      ]),
    ),
    'A grant is within an entry if the entry allows all that the grant gives, or all that it reads or writes. A session gets ' +
      'only what its grant gives, however wide the ceiling is.',
    `Session tags that the ceiling allows: ${ceiling.tagKeys.map(code).join(', ') || 'none'}.`,
  ].join('\n\n');
}

function grantsText(grants: readonly Grant[]): Markdown {
  return grants.length === 0
    ? '**none: no grant uses this entry**'
    : grants.map(({ id }) => code(id)).join(', ');
}

/** Two entries together can allow a READWRITE grant: one entry for READ and one for WRITE. */
function isWithin(grant: Grant, entry: CeilingEntry): boolean {
  return partsOf(grant).some((part) => includesAccess(entry, part));
}
