import { pathOf } from '../../core/aws/target.ts';
import type { Grant } from '../../core/grants/grant.ts';
import { groupBy } from '../../core/group-by.ts';
import { type Folder, type FolderAccess, foldersOf } from './folder-access.ts';
import { code, type Markdown, table } from './markdown.ts';
import { type Issuers, whoText } from './who.ts';

/** Lists the grants by folder. Shows, for example, everybody who can reach `team-a/`, also through a grant on a parent folder. */
export function foldersSection(grants: readonly Grant[], issuers: Issuers): Markdown {
  const byBucket = groupBy(foldersOf(grants), ({ scope }) => scope.template.bucket);
  return [
    '## Who reaches each folder',
    'This view repeats the grants by place. It adds those that reach a folder from outside: through a folder around it, or ' +
      'through a `{claim}` that can have the right value. To find who reaches a folder without a row, look at the nearest ' +
      'folder around it.',
    ...[...byBucket].flatMap(([bucket, folders]) => [
      `### Bucket ${code(bucket)}`,
      table(
        ['folder or object', 'who', 'may', 'by grant', 'because the grant is for'],
        folders.flatMap((folder) => folder.accesses.map((access) => row(folder, access, issuers))),
      ),
    ]),
    ...(byBucket.size === 0 ? ['None.'] : []),
  ].join('\n\n');
}

function row(
  { scope }: Folder,
  { grant, by }: FolderAccess,
  issuers: Issuers,
): readonly Markdown[] {
  return [
    placeText(scope),
    whoText(grant.grantee, issuers),
    code(grant.permission),
    code(grant.id),
    reasonText(grant, by),
  ];
}

/** The path without the bucket, because the heading names the bucket. */
function placeText({ template }: Grant['scope']): Markdown {
  const path = pathOf(template);
  if (template.kind === 'object') {
    return code(path);
  }
  return path === '' ? '`*`, the whole bucket' : code(`${path}*`);
}

function reasonText({ scope }: Grant, by: FolderAccess['by']): Markdown {
  const claims = scope.claims.map((claim) => code(`{${claim}}`)).join(' and ');
  const ofCaller = scope.claims.length === 0 ? '' : `, with the caller's own ${claims}`;
  switch (by) {
    case 'own':
      return `this place${ofCaller}`;
    case 'parent':
      return `${placeText(scope)}, which contains it${ofCaller}`;
    case 'claims':
      return scope.claims.length === 0
        ? `${placeText(scope)}, which is one of these`
        : `${placeText(scope)}, if the caller's ${claims} fits`;
  }
}
