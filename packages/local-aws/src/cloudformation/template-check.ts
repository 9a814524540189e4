import { resolve, type Scope } from './intrinsics.ts';
import { asObject, type JsonObject } from './json-object.ts';
import { refusalOf } from './resource-change.ts';
import { readProperties } from './resource-tags.ts';
import { resourceTypeOf } from './resource-types.ts';
import type { StackResource } from './stack-resource.ts';
import type { ResourceDefinition } from './template.ts';
import { TemplateError } from './template-error.ts';

/**
 * Throws TemplateError for everything that is known to fail before any change: types and properties that the local AWS
 * does not support, and changes that a type does not support.
 *
 * @param scope the values of references before the update
 */
export function checkDefinitions(
  definitions: readonly ResourceDefinition[],
  deployed: ReadonlyMap<string, StackResource>,
  scope: Scope,
): void {
  for (const { logicalId, type, properties } of definitions) {
    const resourceType = resourceTypeOf(type);
    const where = `${logicalId} (${type})`;
    readProperties(where, properties, resourceType);
    const before = deployed.get(logicalId);
    if (before === undefined) {
      continue;
    }
    if (before.type !== type) {
      throw new TemplateError(
        `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${logicalId}]`,
      );
    }
    const after = resolvable(properties, scope);
    const refusal = after && refusalOf(resourceType, before.request.properties.values, after);
    if (refusal !== undefined) {
      throw new TemplateError(`${where}: ${refusal}`);
    }
  }
}

/** Returns undefined if a property depends on something that the update has not created yet. */
function resolvable(properties: JsonObject, scope: Scope): JsonObject | undefined {
  try {
    return asObject(resolve(properties, scope), 'Properties');
  } catch (error) {
    if (error instanceof TemplateError) {
      return undefined;
    }
    throw error;
  }
}
