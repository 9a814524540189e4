import type { Deployer } from './deployer.ts';
import type { FunctionCode } from './function-code.ts';
import { resolve } from './intrinsics.ts';
import { asObject } from './json-object.ts';
import { permissionsOf } from './permissions/permission-table.ts';
import { changeOf, refusalOf } from './resource-change.ts';
import { readProperties, tagsOf } from './resource-tags.ts';
import {
  type CreatedResource,
  IncompleteCreation,
  newNameSuffix,
  type ResourceRequest,
  type Services,
} from './resource-type.ts';
import { resourceTypeOf } from './resource-types.ts';
import { reasonOf, StackError } from './stack-error.ts';
import type { StackEvent, StackHistory } from './stack-history.ts';
import type { StackResource } from './stack-resource.ts';
import { StackScope } from './stack-scope.ts';
import type { ResourceStatus } from './stack-status.ts';
import type { ResourceDefinition } from './template.ts';
import { TemplateError } from './template-error.ts';

export interface StackContext {
  readonly stackName: string;
  readonly stackId: string;
  readonly services: Services;
  readonly code: FunctionCode;
  readonly deployer: Deployer | undefined;
  readonly history: StackHistory;
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
  /** If the handler of the failed resource changed nothing, records that the resource is as before. */
  #undo = () => {};

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
        const step = this.#steps.find(({ after }) => after.logicalId === logicalId);
        const event = step?.after ?? { logicalId, type, physicalId: before?.physicalId };
        this.#record(event, failed, reasonOf(cause));
        if (step === undefined) {
          this.#undo = () => this.#record(event, before ? 'UPDATE_COMPLETE' : 'DELETE_COMPLETE');
        }
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
    this.#undo();
    for (const step of this.#steps) {
      const { after } = step;
      if (step.kind === 'created') {
        discarded.unshift(after);
        continue;
      }
      const { before } = step;
      const { logicalId } = before;
      this.#record(after, 'UPDATE_IN_PROGRESS');
      try {
        const { code, deployer } = this.#context;
        const request = { ...before.request, code, deployer };
        const restored = { ...before, ...(await update(request, after)) };
        this.#record(restored, 'UPDATE_COMPLETE');
        resources.set(logicalId, restored);
        discarded.unshift(...replacedResources(step, restored));
      } catch (error) {
        this.#record(after, 'UPDATE_FAILED', reasonOf(error));
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
    const verb = before === undefined ? 'CREATE' : 'UPDATE';
    if (before === undefined || change === 'replacement') {
      const reason =
        before &&
        'Requested update requires the creation of a new physical resource; hence creating one.';
      this.#record(
        { logicalId, type, physicalId: before?.physicalId },
        `${verb}_IN_PROGRESS`,
        reason,
      );
      request.deployer?.ask(permissionsOf(type).create(request));
      const after = await this.#create(resource);
      this.#assertStable(resource);
      this.#record(after, `${verb}_COMPLETE`);
      return after;
    }
    if (change === 'none') {
      return { ...before, ...resource };
    }
    this.#record(before, 'UPDATE_IN_PROGRESS');
    const after = { ...resource, ...(await update(request, before)) };
    this.#steps.push({ kind: 'updated', before, after });
    this.#assertStable(resource);
    this.#record(after, 'UPDATE_COMPLETE');
    return after;
  }

  async #create(resource: Omit<StackResource, keyof CreatedResource>): Promise<StackResource> {
    const add = (created: CreatedResource) => {
      const after = { ...resource, ...created };
      this.#steps.push({ kind: 'created', after });
      return after;
    };
    try {
      return add(await resourceTypeOf(resource.type).create(resource.request));
    } catch (error) {
      if (error instanceof IncompleteCreation) {
        add(error.created);
      }
      throw error;
    }
  }

  /** Throws StackError with the message of CloudFormation if a test injects this fault. */
  #assertStable({ logicalId, type }: Pick<StackResource, 'logicalId' | 'type'>): void {
    if (this.#context.services.failsToStabilize?.(logicalId)) {
      throw new StackError(
        `Resource of type '${type}' with identifier '${logicalId}' did not stabilize.`,
      );
    }
  }

  #requestOf({ logicalId, type, properties }: ResourceDefinition): ResourceRequest {
    const values = asObject(resolve(properties, this.scope), logicalId);
    const resourceType = resourceTypeOf(type);
    const resolved = readProperties(logicalId, values, resourceType);
    if (resourceType.tags !== undefined) {
      tagsOf(resolved, resourceType.tags);
    }
    return {
      ...this.#context,
      logicalId,
      type,
      properties: resolved,
      nameSuffix: newNameSuffix(),
    };
  }

  #record(
    { logicalId, type, physicalId }: Pick<StackEvent, 'logicalId' | 'type' | 'physicalId'>,
    status: ResourceStatus,
    reason?: string,
  ): void {
    this.#context.history.record({ logicalId, type, physicalId, status, reason });
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
  const full = { ...request, previous: { physicalId, attributes, properties } };
  request.deployer?.ask(permissionsOf(type).update?.(full) ?? []);
  return resourceType.update(full);
}

/** If a custom resource returns another physical id, the earlier id is another resource. */
function replacedResources(
  { before, after }: Extract<Step, { kind: 'updated' }>,
  { physicalId }: StackResource,
): readonly StackResource[] {
  const others = [after, before].filter((resource) => resource.physicalId !== physicalId);
  return before.physicalId === after.physicalId ? others.slice(0, 1) : others;
}
