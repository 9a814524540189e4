import { code, type Markdown, table } from './markdown.ts';
import type { ReviewedResource } from './template.ts';

/**
 * Why it matters: a resource that is created too early works without the policy that protects it, and a retained user
 * keeps its access keys.
 *
 * Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html,
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export function orderSection(resources: readonly ReviewedResource[]): Markdown {
  return [
    '## Order and deletion',
    'CloudFormation creates a resource after those it refers to and after those listed here, and deletes it before them. ' +
      'Without a policy here, it deletes the resource with the stack, and when another one replaces it.',
    table(
      ['resource', 'created after', 'when the stack is deleted', 'when replaced'],
      resources.map(orderRow).filter(([, ...cells]) => cells.some((cell) => cell !== '')),
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
    deletionText(deletionPolicy),
    deletionText(updateReplacePolicy),
  ];
}

function deletionText(policy: string | undefined): Markdown {
  if (policy === undefined) {
    return '';
  }
  return policy === 'Delete' ? code(policy) : `**not deleted:** ${code(policy)}`;
}
