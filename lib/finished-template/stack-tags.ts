import type { Stack } from 'aws-cdk-lib';
import { EXPLICIT_STACK_TAGS } from 'aws-cdk-lib/cx-api';
import { isSection } from './finished-stacks.ts';

const REASON =
  'CloudFormation would put it on the broker user, and every session would carry it as a principal tag';

/**
 * CloudFormation gives the tags of a stack to all its resources, and those of a nested stack's resource to all of the
 * nested stack: the template does not show them.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html
 */
export function stackTagProblems(stack: Stack): readonly string[] {
  const parent = stack.nestedStackParent;
  return parent === undefined
    ? Object.keys(stack.tags.tagValues()).map(
        (key) =>
          `${stack.node.path}: stack tag "${key}": ${REASON}: set "${EXPLICIT_STACK_TAGS}" to true in the context of ` +
          'cdk.json, which keeps Tags.of() off stacks, and drop "tags" from the stack\'s props; ' +
          'the resources keep the tags of Tags.of()',
      )
    : [...nestedStackTagProblems(stack), ...stackTagProblems(parent)];
}

/** The resource in the parent's template, which `Tags.of()` tags like any other. */
function nestedStackTagProblems({
  node,
  nestedStackParent,
  nestedStackResource,
}: Stack): readonly string[] {
  const fragment: unknown = nestedStackParent?.resolve(nestedStackResource?._toCloudFormation());
  const [resource] = isSection(fragment) ? Object.values(fragment.Resources ?? {}) : [];
  const tags: unknown = resource?.Properties?.Tags ?? [];
  return [tags]
    .flat()
    .filter(isSection)
    .map(
      ({ Key }) =>
        `${node.path}: tag "${Key}" of the nested stack: ${REASON}: give Tags.of() ` +
        `{ excludeResourceTypes: ['aws:cdk:stack', 'AWS::CloudFormation::Stack'] }, or take the broker out of the nested stack`,
    );
}
