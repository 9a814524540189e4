import { Tags } from 'aws-cdk-lib';
import { type IManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Tag } from '../core/aws/tag.ts';

/** CloudFormation would give a tag of the stack to the broker user. */
const UNTAGGED = ['aws:cdk:stack', 'AWS::CloudFormation::Stack', 'AWS::IAM::User'];

export interface OrganizationRules {
  /** The permissions boundary of every role. */
  readonly rolesBoundary?: IManagedPolicy;
  /** Of every resource that can have tags, except the broker user. */
  readonly tags: readonly Tag[];
}

/**
 * Gives the broker's resources what rules of an organization demand of them.
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
