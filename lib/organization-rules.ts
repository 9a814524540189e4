import { Tags } from 'aws-cdk-lib';
import { type IManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Tag } from '../core/aws/tag.ts';

/** Types that get no tags. CloudFormation would pass the tags of a stack on to the broker user. */
const UNTAGGED = ['aws:cdk:stack', 'AWS::CloudFormation::Stack', 'AWS::IAM::User'];

export interface OrganizationRules {
  /** The permissions boundary of every role. */
  readonly rolesBoundary?: IManagedPolicy;
  /** Tags of every resource that can have tags, except the broker user. */
  readonly tags: readonly Tag[];
}

/**
 * Gives the broker's resources the permissions boundary and the tags that an organization requires.
 *
 * The boundary also reaches the broker user for a moment: the guard of the finished template gives the user its ceiling back.
 */
export function applyOrganizationRules(
  broker: Construct,
  { rolesBoundary, tags }: OrganizationRules,
): void {
  if (rolesBoundary !== undefined) {
    PermissionsBoundary.of(broker).apply(rolesBoundary);
  }
  for (const { key, value } of tags) {
    Tags.of(broker).add(key, value, { excludeResourceTypes: UNTAGGED });
  }
}
