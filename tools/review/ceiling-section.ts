import { MANAGED_POLICY_MAX_CHARACTERS } from '../../core/aws/policy-document.ts';
import { includesAccess, partsOf } from '../../core/grants/access.ts';
import type { Grant } from '../../core/grants/grant.ts';
import { formatScope } from '../../core/grants/scope.ts';
import { type CeilingEntry, ceilingCharacters, ceilingOf } from '../../core/policies/ceiling.ts';
import { code, type Markdown, table } from './markdown.ts';
import { reference } from './readable-value.ts';

/** Each entry beside the grants that need it. */
export function ceilingSection(
  grants: readonly Grant[],
  configured?: readonly CeilingEntry[],
): Markdown {
  const ceiling = ceilingOf(grants, configured);
  return [
    '## The ceiling beside the grants',
    `The most that any token can give, ${configured === undefined ? 'made of the grants' : 'as configured'}. ` +
      `Its policy has ${ceilingCharacters(ceiling)} of ${MANAGED_POLICY_MAX_CHARACTERS} characters.`,
    table(
      ['scope', 'permission', "bucket's account", 'KMS key', 'grants in it'],
      ceiling.entries.map((entry) => [
        code(formatScope(entry.scope)),
        code(entry.permission),
        code(entry.bucketAccount ?? reference('AWS::AccountId')),
        entry.kmsKey === undefined ? '' : code(entry.kmsKey),
        grantsText(grants.filter((grant) => needs(grant, entry))),
      ]),
    ),
    `Tags that its sessions may carry: ${ceiling.tagKeys.map(code).join(', ') || 'none'}.`,
  ].join('\n\n');
}

function grantsText(grants: readonly Grant[]): Markdown {
  return grants.length === 0
    ? '**none: wider than needed**'
    : grants.map(({ id }) => code(id)).join(', ');
}

/** Whether the entry gives the grant, or the one half of READWRITE. */
function needs(grant: Grant, entry: CeilingEntry): boolean {
  return partsOf(grant).some((part) => includesAccess(entry, part));
}
