import { EXPLICIT_STACK_TAGS } from 'aws-cdk-lib/cx-api';
import { type FinishedStack, isSection, makerOf } from './finished-stacks.ts';

const REASON =
  'CloudFormation would give it to the broker user, and every session would carry it as a principal tag';

/**
 * CloudFormation gives the tags of a stack to all its resources, and the tags of the resource that makes a nested stack to
 * all resources of the nested stack. The template of the stack does not show them.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html
 */
export function stackTagProblems(
  finished: FinishedStack,
  stacks: readonly FinishedStack[],
): readonly string[] {
  const { stack } = finished;
  const maker = makerOf(finished, stacks);
  return maker === undefined
    ? Object.keys(stack.tags.tagValues()).map(
        (key) =>
          `${stack.node.path}: stack tag "${key}": ${REASON}: set "${EXPLICIT_STACK_TAGS}" to true in the context of ` +
          'cdk.json, which keeps Tags.of() off stacks but not off their resources, and remove "tags" from the props of the stack',
      )
    : [
        ...[maker.properties.Tags]
          .flat()
          .filter(isSection)
          .map(
            ({ Key }) =>
              `${stack.node.path}: tag "${Key}" of the nested stack: ${REASON}: pass ` +
              "{ excludeResourceTypes: ['aws:cdk:stack', 'AWS::CloudFormation::Stack'] } to Tags.of().add(), " +
              'or take the broker out of the nested stack',
          ),
        ...stackTagProblems(maker.in, stacks),
      ];
}
