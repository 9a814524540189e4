import { resolve } from './intrinsics.ts';
import { asObject } from './json-object.ts';
import { changeOf, refusalOf } from './resource-change.ts';
import { readProperties, tagsOf } from './resource-tags.ts';
import type { CreatedResource, ResourceRequest, Services } from './resource-type.ts';
import { resourceTypeOf } from './resource-types.ts';
import { reasonOf, StackError } from './stack-error.ts';
import type { StackResource } from './stack-resource.ts';
import { StackScope } from './stack-scope.ts';
import type { ResourceDefinition } from './template.ts';
import { TemplateError } from './template-error.ts';

export interface StackContext {
  readonly stackName: string;
  readonly stackId: string;
  readonly services: Services;
  /** Folders by the S3 key of their asset. */
  readonly folders: ReadonlyMap<string, string>;
}

type Step =
  | { readonly kind: 'created'; readonly after: StackResource }
  | { readonly kind: 'updated'; readonly before: StackResource; readonly after: StackResource };

/** The result of a rollback. */
export interface RolledBack {
  readonly resources: Map<string, StackResource>;
  /** To delete, in this order. */
  readonly discarded: readonly StackResource[];
  /** Why resources could not be rolled back. */
  readonly failures: readonly string[];
}

/**
 * Changes a stack's resources from one template to the next. A new stack starts without resources.
 * Source:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
 */
export class StackUpdate {
  /** The current resources of the new template by logical id. References use these. */
  readonly resources = new Map<string, StackResource>();
  readonly scope: StackScope;
  readonly #context: StackContext;
  readonly #previous: ReadonlyMap<string, StackResource>;
  readonly #steps: Step[] = [];

  constructor(context: StackContext, previous: ReadonlyMap<string, StackResource>) {
    this.#context = context;
    this.#previous = previous;
    this.scope = new StackScope(context.services.account, context, this.resources);
  }

  /** Creates, updates and replaces one resource after the other. Rejects with StackError at the first failure. */
  async apply(definitions: readonly ResourceDefinition[]): Promise<void> {
    for (const definition of definitions) {
      const { logicalId, type } = definition;
      const before = this.#previous.get(logicalId);
      try {
        this.resources.set(logicalId, await this.#change(definition, before));
      } catch (cause) {
        const failed = before ? 'UPDATE_FAILED' : 'CREATE_FAILED';
        throw new StackError(`${failed} ${logicalId} (${type}): ${reasonOf(cause)}`, { cause });
      }
    }
  }

  /**
   * Resources that the new template does not have, in the order of their deletion: the reverse of the old template's.
   */
  get superseded(): readonly StackResource[] {
    return [...this.#previous.values()].reverse().filter((before) => {
      const after = this.resources.get(before.logicalId);
      if (after === undefined) {
        return !before.retained;
      }
      return this.#isReplacement(before, after) && !after.retainedWhenReplaced;
    });
  }

  /**
   * Rolls updated resources back, in the order of their update. The caller deletes the created resources afterwards.
   * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-monitor-stack.html
   */
  async rollBack(): Promise<RolledBack> {
    const resources = new Map(this.#previous);
    const discarded: StackResource[] = [];
    const failures: string[] = [];
    for (const step of this.#steps) {
      const { after } = step;
      if (step.kind === 'created') {
        discarded.unshift(after);
        continue;
      }
      const { before } = step;
      const { logicalId } = before;
      try {
        const restored = { ...before, ...(await update(before.request, after)) };
        resources.set(logicalId, restored);
        discarded.unshift(...replacedResources(step, restored));
      } catch (error) {
        resources.set(logicalId, after);
        failures.push(`UPDATE_FAILED ${logicalId} (${before.type}): ${reasonOf(error)}`);
      }
    }
    return {
      resources,
      discarded: discarded.filter(({ retainedOnCreate }) => !retainedOnCreate),
      failures,
    };
  }

  async #change(
    definition: ResourceDefinition,
    before: StackResource | undefined,
  ): Promise<StackResource> {
    const { logicalId, type, retained, retainedOnCreate, retainedWhenReplaced } = definition;
    const request = this.#requestOf(definition);
    const resourceType = resourceTypeOf(type);
    const kept = { retained, retainedOnCreate, retainedWhenReplaced };
    const resource = { logicalId, type, ...kept, request };
    const change =
      before && changeOf(resourceType, before.request.properties.values, request.properties.values);
    if (before === undefined || change === 'replacement') {
      const after = { ...resource, ...(await resourceType.create(request)) };
      this.#steps.push({ kind: 'created', after });
      return after;
    }
    if (change === 'none') {
      return { ...before, ...resource };
    }
    const after = { ...resource, ...(await update(request, before)) };
    this.#steps.push({ kind: 'updated', before, after });
    return after;
  }

  #requestOf({ logicalId, type, properties }: ResourceDefinition): ResourceRequest {
    const values = asObject(resolve(properties, this.scope), logicalId);
    const resourceType = resourceTypeOf(type);
    const resolved = readProperties(logicalId, values, resourceType);
    if (resourceType.tags !== undefined) {
      tagsOf(resolved, resourceType.tags);
    }
    return { ...this.#context, logicalId, type, properties: resolved };
  }

  #isReplacement(before: StackResource, after: StackResource): boolean {
    return (
      before.physicalId !== after.physicalId || this.#steps.some((step) => isCreation(step, after))
    );
  }
}

function isCreation(step: Step, resource: StackResource): boolean {
  return step.kind === 'created' && step.after === resource;
}

/** Throws TemplateError for a change that the type does not support. */
async function update(
  request: ResourceRequest,
  { type, physicalId, attributes, request: { properties } }: StackResource,
): Promise<CreatedResource> {
  const resourceType = resourceTypeOf(type);
  const refusal = refusalOf(resourceType, properties.values, request.properties.values);
  if (refusal !== undefined || resourceType.update === undefined) {
    throw new TemplateError(refusal ?? `The local AWS cannot update a resource of type ${type}`);
  }
  return resourceType.update({ ...request, previous: { physicalId, attributes, properties } });
}

/** If a custom resource returns another physical id, the earlier id is another resource. */
function replacedResources(
  { before, after }: Extract<Step, { kind: 'updated' }>,
  { physicalId }: StackResource,
): readonly StackResource[] {
  const others = [after, before].filter((resource) => resource.physicalId !== physicalId);
  return before.physicalId === after.physicalId ? others.slice(0, 1) : others;
}
