import { code, type Markdown, table } from './markdown.ts';
import type { ReviewedResource } from './template.ts';

/**
 * What must be there before, and what outlives the stack: a key may work before the policy that guards it, and a kept
 * user keeps its keys.
 *
 * Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html,
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export function orderSection(resources: readonly ReviewedResource[]): Markdown {
  return [
    '## Order and deletion',
    'A resource is made after those that it refers to and after those named here, and deleted before them. ' +
      'Where nothing else is said, it is deleted with the stack or when another replaces it.',
    table(
      ['resource', 'made after', 'with the stack', 'when replaced'],
      resources.map(orderRow).filter(([, ...said]) => said.some((cell) => cell !== '')),
    ),
  ].join('\n\n');
}

function orderRow({
  logicalId,
  dependsOn,
  deletionPolicy,
  updateReplacePolicy,
}: ReviewedResource): readonly Markdown[] {
  return [
    code(logicalId),
    dependsOn.map(code).join(', '),
    fateText(deletionPolicy),
    fateText(updateReplacePolicy),
  ];
}

function fateText(policy: string | undefined): Markdown {
  if (policy === undefined) {
    return '';
  }
  return policy === 'Delete' ? code(policy) : `**not deleted:** ${code(policy)}`;
}
