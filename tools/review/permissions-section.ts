import { code, lines, type Markdown, table } from './markdown.ts';
import type { PermissionStatement } from './policy-statements.ts';
import { reference, referencedId } from './readable-value.ts';
import { conditionsInWords, inWords } from './statement-words.ts';
import type { ReviewedResource } from './template.ts';

/** One table per principal, in the order of the template. */
export function permissionsSection(
  statements: readonly PermissionStatement[],
  resources: readonly ReviewedResource[],
): Markdown {
  const principals = [...new Set(statements.map(({ principal }) => principal))];
  const policies = new Set(statements.map(({ policy }) => policy));
  return [
    '## Who may do what',
    `The template has ${statements.length} statements in ${policies.size} policies. All of them are listed here. ` +
      'The deployment replaces each `${…}` by a resource of the template, or by the account, partition or Region. ' +
      'All other text is literal.',
    ...principals.flatMap((principal) => [
      `### ${headingOf(principal, resources)}`,
      statementTable(statements.filter((statement) => statement.principal === principal)),
    ]),
  ].join('\n\n');
}

function statementTable(statements: readonly PermissionStatement[]): Markdown {
  return table(
    ['in words', 'actions', 'resources', 'only if', 'policy'],
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
  const boundaries = resources.filter(({ logicalId }) => logicalId === id).flatMap(boundaryText);
  const functions = resources
    .filter(
      ({ type, properties }) =>
        type === 'AWS::Lambda::Function' && properties.Role === reference(`${id}.Arn`),
    )
    .map(({ logicalId }) => `the role of ${code(logicalId)}`);
  return [code(principal), ...boundaries, ...functions].join(', ');
}

/** @returns nothing for a role without a boundary, because only the broker user must have one */
function boundaryText({ type, properties }: ReviewedResource): readonly Markdown[] {
  const { PermissionsBoundary } = properties;
  if (PermissionsBoundary !== undefined) {
    return [`limited by the permissions boundary ${code(String(PermissionsBoundary))}`];
  }
  return type === 'AWS::IAM::User' ? ['**without a permissions boundary**'] : [];
}
