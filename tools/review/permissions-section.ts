import { reference, referencedId } from '../assembly/readable-value.ts';
import { diagram } from './diagram.ts';
import { code, type Markdown } from './markdown.ts';
import type { PermissionStatement } from './policy-statements.ts';
import { conditionsInWords, inWords } from './statement-words.ts';
import type { ReviewedResource, ReviewedTemplate } from './template.ts';

/** A list for each principal, in the order of the template. */
export function permissionsSection(
  statements: readonly PermissionStatement[],
  template: ReviewedTemplate,
): Markdown {
  const { resources, parameters } = template;
  const principals = [...new Set(statements.map(({ principal }) => principal))];
  const policies = new Set(statements.map(({ policy }) => policy));
  return [
    '## What AWS lets the broker and others do',
    `The template has ${statements.length} statements in ${policies.size} policies. All of them are listed here. ` +
      `The deployment replaces each \`\${…}\` by a resource ${parameters.length === 0 ? '' : 'or parameter '}of the template, ` +
      'or by the account, partition or Region. ' +
      'All other text is literal. Statements are alternatives: AWS allows a request that one of them allows, if none denies it.',
    diagram(template, statements),
    ...principals.flatMap((principal) => [
      `### ${headingOf(principal, resources)}`,
      statementList(statements.filter((statement) => statement.principal === principal)),
    ]),
  ].join('\n\n');
}

/** Shows a list, because a table with resource names would be wider than the page. */
function statementList(statements: readonly PermissionStatement[]): Markdown {
  return statements.map(statementItem).join('\n');
}

function statementItem(statement: PermissionStatement): Markdown {
  return [
    `- ${inWords(statement)}`,
    `  - actions: ${statement.actions.map(code).join(', ')}`,
    `  - on: ${[...statement.resources].sort().map(code).join(', ')}`,
    `  - only if: ${conditionsInWords(statement)}`,
    `  - policy: ${code(statement.policy)}`,
  ].join('\n');
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

/** @returns nothing for a role without a boundary, because only the broker user must have a boundary */
function boundaryText({ type, properties }: ReviewedResource): readonly Markdown[] {
  const { PermissionsBoundary } = properties;
  if (PermissionsBoundary !== undefined) {
    return [`limited by the permissions boundary ${code(String(PermissionsBoundary))}`];
  }
  return type === 'AWS::IAM::User' ? ['**without a permissions boundary**'] : [];
}
