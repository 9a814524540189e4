import { code, lines, type Markdown, table } from './markdown.ts';
import type { PermissionStatement } from './policy-statements.ts';
import { reference, referencedId } from './readable-value.ts';
import { conditionsInWords, inWords } from './statement-words.ts';
import type { ReviewedResource } from './template.ts';

/** One table for each principal, in the order of the template. */
export function permissionsSection(
  statements: readonly PermissionStatement[],
  resources: readonly ReviewedResource[],
): Markdown {
  const principals = [...new Set(statements.map(({ principal }) => principal))];
  const policies = new Set(statements.map(({ policy }) => policy));
  return [
    '## Who may do what',
    `${statements.length} statements in ${policies.size} policies: all that the template has. ` +
      'Deployment fills in what stands in `${}`: a resource of the template, or the account, partition or Region. ' +
      'All else is text as it stands.',
    ...principals.flatMap((principal) => [
      `### ${headingOf(principal, resources)}`,
      statementTable(statements.filter((statement) => statement.principal === principal)),
    ]),
  ].join('\n\n');
}

function statementTable(statements: readonly PermissionStatement[]): Markdown {
  return table(
    ['in words', 'actions', 'resources', 'only where', 'stands in'],
    statements.map((statement) => [
      inWords(statement),
      lines(statement.actions.map(code)),
      lines(statement.resources.map(code)),
      conditionsInWords(statement),
      code(statement.policy),
    ]),
  );
}

function headingOf(principal: string, resources: readonly ReviewedResource[]): Markdown {
  const id = referencedId(principal);
  const boundaries = resources
    .filter(({ type, logicalId }) => type === 'AWS::IAM::User' && logicalId === id)
    .map(({ properties }) => properties.PermissionsBoundary)
    .map(
      (boundary) =>
        `within its boundary ${boundary === undefined ? '**none**' : code(String(boundary))}`,
    );
  const functions = resources
    .filter(
      ({ type, properties }) =>
        type === 'AWS::Lambda::Function' && properties.Role === reference(`${id}.Arn`),
    )
    .map(({ logicalId }) => `the role of ${code(logicalId)}`);
  return [code(principal), ...boundaries, ...functions].join(', ');
}
