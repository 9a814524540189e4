import type { Account } from '../account.ts';
import { resolve } from './intrinsics.ts';
import { asObject } from './json-object.ts';
import { changedProperties } from './resource-change.ts';
import { resourceTypeOf } from './resource-types.ts';
import type { StackResource } from './stack-resource.ts';
import { StackScope } from './stack-scope.ts';
import type { ResourceDefinition } from './template.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html */
export type PlannedChange =
  | { readonly action: 'Add'; readonly logicalId: string; readonly type: string }
  | { readonly action: 'Remove'; readonly resource: StackResource }
  | {
      readonly action: 'Modify';
      readonly resource: StackResource;
      readonly properties: readonly PlannedProperty[];
      readonly replacement: 'True' | 'False' | 'Conditional';
      /** If true, a replacement keeps the old physical resource. */
      readonly retained: boolean;
    };

export interface PlannedProperty {
  readonly name: string;
  readonly requiresRecreation: 'Always' | 'Never';
  /** If true, the property refers to a new or replaced resource, so its value may change. */
  readonly isReference: boolean;
}

/**
 * Stands for the id and the attributes of a resource that is not created yet. No id or attribute in AWS contains this
 * character.
 */
const UNKNOWN = '\u0000';

/**
 * Compares a template with the deployed resources. The values of references to new or replaced resources are unknown.
 */
export function plannedChanges(
  definitions: readonly ResourceDefinition[],
  deployed: ReadonlyMap<string, StackResource>,
  account: Account,
  stack: { readonly stackName: string; readonly stackId: string },
): readonly PlannedChange[] {
  const scope = new PlannedScope(account, stack, deployed);
  const kept = new Set(definitions.map(({ logicalId }) => logicalId));
  const changes = definitions.flatMap((definition): readonly PlannedChange[] => {
    const { logicalId, type } = definition;
    const resource = deployed.get(logicalId);
    if (resource === undefined) {
      scope.unknown.add(logicalId);
      return [{ action: 'Add', logicalId, type }];
    }
    const change = modification(definition, resource, scope);
    if (change !== undefined && change.replacement !== 'False') {
      scope.unknown.add(logicalId);
    }
    return change === undefined ? [] : [change];
  });
  const removed = [...deployed.values()].filter(({ logicalId }) => !kept.has(logicalId)).reverse();
  return [...changes, ...removed.map((resource) => ({ action: 'Remove', resource }) as const)];
}

function modification(
  { properties, type, retainedWhenReplaced }: ResourceDefinition,
  resource: StackResource,
  scope: PlannedScope,
): Extract<PlannedChange, { action: 'Modify' }> | undefined {
  const { replacing = [], update } = resourceTypeOf(type);
  const after = asObject(resolve(properties, scope), resource.logicalId);
  const changed = changedProperties(resource.request.properties.values, after);
  if (changed.length === 0) {
    return undefined;
  }
  const planned = changed.map((name): PlannedProperty => {
    const recreates = update === undefined || replacing.includes(name);
    return {
      name,
      requiresRecreation: recreates ? 'Always' : 'Never',
      isReference: JSON.stringify(after[name] ?? null).includes('\\u0000'),
    };
  });
  const recreating = planned.filter(({ requiresRecreation }) => requiresRecreation === 'Always');
  const isSure = recreating.some(({ isReference }) => !isReference);
  return {
    action: 'Modify',
    resource,
    properties: planned,
    replacement: isSure ? 'True' : recreating.length > 0 ? 'Conditional' : 'False',
    retained: retainedWhenReplaced,
  };
}

class PlannedScope extends StackScope {
  /** The logical ids of resources whose id and attributes are unknown before the deployment. */
  readonly unknown = new Set<string>();

  override ref(name: string): string | undefined {
    return this.unknown.has(name) ? UNKNOWN : super.ref(name);
  }

  override getAtt(logicalId: string, attribute: string): string {
    return this.unknown.has(logicalId) ? UNKNOWN : super.getAtt(logicalId, attribute);
  }
}
