import { isDeepStrictEqual } from 'node:util';
import type { Account } from '../../account.ts';
import type { NeededPermission } from '../deployer.ts';
import type { DeletionRequest, ResourceRequest, UpdateRequest } from '../resource-type.ts';

/**
 * The permissions that a deployer needs so that CloudFormation can create, update and delete a resource of one type.
 * Covers only the properties that the local AWS supports.
 *
 * The registry's schemas list all actions that a handler may call, for all properties:
 * https://github.com/hashicorp/terraform-provider-awscc/tree/main/internal/service/cloudformation/schemas
 *
 * It is not confirmed which of these actions AWS calls for the supported properties.
 */
export interface HandlerPermissions {
  create(request: ResourceRequest): readonly NeededPermission[];
  /** Absent if every change of a property replaces the resource. */
  update?(request: UpdateRequest): readonly NeededPermission[];
  delete(request: DeletionRequest): readonly NeededPermission[];
}

export function onResource(
  resource: string,
  actions: readonly string[],
  context?: NeededPermission['context'],
): readonly NeededPermission[] {
  return actions.map((action) => ({ action, resource, context }));
}

/** `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE` */
export function arnOf(account: Account, service: string, resource: string): string {
  const { partition, region, accountId } = account;
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/**
 * Returns the action if the template has tags. The local AWS checks no permission for the tags that CloudFormation
 * adds.
 */
export function tagging({ properties }: ResourceRequest, action: string): readonly string[] {
  return properties.values.Tags === undefined ? [] : [action];
}

/** Returns the actions that set and remove tags if the template's tags changed. */
export function retagging(
  { properties, previous }: UpdateRequest,
  actions: readonly [string, string],
): readonly string[] {
  return isDeepStrictEqual(properties.values.Tags, previous.properties.values.Tags) ? [] : actions;
}
