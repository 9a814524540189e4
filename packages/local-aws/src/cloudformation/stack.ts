import { randomUUID } from 'node:crypto';
import type { CloudAssembly } from './cloud-assembly.ts';
import { creationOrder } from './creation-order.ts';
import { resolve } from './intrinsics.ts';
import { asText } from './json-object.ts';
import { PublishedAssets } from './published-assets.ts';
import { deleteResources } from './resource-deletion.ts';
import type { Services } from './resource-type.ts';
import { reasonOf, StackError } from './stack-error.ts';
import type { DeployedResource, StackResource } from './stack-resource.ts';
import { StackScope } from './stack-scope.ts';
import type { StackStatus } from './stack-status.ts';
import { type StackContext, StackUpdate } from './stack-update.ts';
import { checkDefinitions } from './template-check.ts';

const UPDATABLE: ReadonlySet<StackStatus> = new Set([
  'REVIEW_IN_PROGRESS',
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_FAILED',
]);
const DELETABLE: ReadonlySet<StackStatus> = new Set([
  ...UPDATABLE,
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'DELETE_FAILED',
]);

/** A stack of the local AWS. */
export class Stack {
  readonly stackName: string;
  readonly stackId: string;
  readonly #services: Services;
  readonly #assets: PublishedAssets;
  #status: StackStatus = 'REVIEW_IN_PROGRESS';
  #resources: Map<string, StackResource> = new Map();
  /** Resources of earlier templates that still have to be deleted. */
  #superseded: readonly StackResource[] = [];
  #outputs: Readonly<Record<string, string>> = {};

  constructor(stackName: string, services: Services) {
    const { partition, region, accountId } = services.account;
    this.stackName = stackName;
    this.stackId = `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stackName}/${randomUUID()}`;
    this.#services = services;
    this.#assets = new PublishedAssets(stackName);
  }

  get status(): StackStatus {
    return this.#status;
  }

  get outputs(): Readonly<Record<string, string>> {
    return this.#outputs;
  }

  /** By logical id, in the order of creation. */
  get resources(): ReadonlyMap<string, DeployedResource> {
    return this.#resources;
  }

  /**
   * Returns the result of an intrinsic function in this stack: `{ 'Fn::Sub': '${Role.Arn}' }`. Throws TemplateError.
   */
  resolve(value: unknown): unknown {
    return resolve(value, new StackScope(this.#services.account, this, this.#resources));
  }

  /**
   * Creates or updates the stack's resources, each after those that it depends on. Old resources are deleted last.
   *
   * Rejects with TemplateError, before any change, if the template is not understood. Rejects with StackError if a
   * resource fails; the stack is then as before. If only the deletion of an old resource fails, the update is complete
   * but rejects with StackError, and the next update or deletion tries that deletion again.
   */
  async deploy({ template, folders }: CloudAssembly): Promise<void> {
    this.#assertStatus(UPDATABLE, 'updated');
    const context = this.#context();
    const definitions = creationOrder(template);
    const before = new StackScope(this.#services.account, this, this.#resources);
    checkDefinitions(definitions, this.#resources, before);
    const verb = this.#status === 'REVIEW_IN_PROGRESS' ? 'CREATE' : 'UPDATE';
    this.#status = `${verb}_IN_PROGRESS`;
    const update = new StackUpdate(context, this.#resources);
    try {
      await this.#assets.publish(folders);
      await update.apply(definitions);
      this.#outputs = outputsOf(template.outputs, update.scope);
    } catch (error) {
      throw await this.#rollBack(update, verb, error);
    }
    this.#resources = update.resources;
    await this.#cleanUp(update, verb);
  }

  /**
   * Deletes the resources in the reverse order of their creation, except those that the template retains. Rejects with
   * StackError at the first failure; a second call continues there.
   */
  async delete(): Promise<void> {
    if (this.#status === 'DELETE_COMPLETE') {
      return;
    }
    this.#assertStatus(DELETABLE, 'deleted');
    this.#status = 'DELETE_IN_PROGRESS';
    for (const { logicalId, retained } of this.#resources.values()) {
      if (retained) {
        this.#resources.delete(logicalId);
      }
    }
    try {
      await this.#delete([...this.#superseded, ...[...this.#resources.values()].reverse()]);
    } catch (error) {
      this.#status = 'DELETE_FAILED';
      throw error;
    }
    await this.close();
    this.#status = 'DELETE_COMPLETE';
  }

  /** Removes the stack's files, not its resources. */
  async close(): Promise<void> {
    await this.#assets.remove();
  }

  #context(): StackContext {
    const { stackName, stackId } = this;
    return { stackName, stackId, services: this.#services, folders: this.#assets.folders };
  }

  /** The update stays complete if this fails. The stack can be used while old resources still exist. */
  async #cleanUp({ superseded }: StackUpdate, verb: 'CREATE' | 'UPDATE'): Promise<void> {
    this.#superseded = [...superseded, ...this.#superseded];
    if (this.#superseded.length > 0) {
      this.#status = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    }
    try {
      await this.#delete(this.#superseded);
    } catch (cause) {
      const message = `The update is complete, but an old resource could not be deleted: ${reasonOf(cause)}`;
      throw new StackError(message, { cause });
    } finally {
      this.#status = `${verb}_COMPLETE`;
    }
  }

  async #rollBack(
    update: StackUpdate,
    verb: 'CREATE' | 'UPDATE',
    cause: unknown,
  ): Promise<StackError> {
    const rollback = verb === 'CREATE' ? 'ROLLBACK' : 'UPDATE_ROLLBACK';
    this.#status = `${rollback}_IN_PROGRESS`;
    const { resources, discarded, failures } = await update.rollBack();
    this.#resources = resources;
    this.#superseded = [...discarded, ...this.#superseded];
    const all = [...failures];
    await this.#delete(this.#superseded).catch((error) => all.push(reasonOf(error)));
    this.#status = all.length > 0 ? `${rollback}_FAILED` : `${rollback}_COMPLETE`;
    if (this.#status === 'ROLLBACK_COMPLETE') {
      await this.close();
    }
    const undone =
      verb === 'CREATE' ? 'everything created before it was deleted' : 'the stack was rolled back';
    const outcome = all.length > 0 ? `the rollback also failed: ${all.join('; ')}` : undone;
    return cause instanceof StackError
      ? new StackError(`${cause.message}; ${outcome}`, { cause: cause.cause })
      : new StackError(`${verb}_FAILED ${this.stackName}: ${reasonOf(cause)}; ${outcome}`, {
          cause,
        });
  }

  async #delete(resources: readonly StackResource[]): Promise<void> {
    await deleteResources(resources, (deleted) => {
      this.#superseded = this.#superseded.filter((resource) => resource !== deleted);
      if (this.#resources.get(deleted.logicalId) === deleted) {
        this.#resources.delete(deleted.logicalId);
      }
    });
  }

  #assertStatus(allowed: ReadonlySet<StackStatus>, what: string): void {
    if (!allowed.has(this.#status)) {
      throw new StackError(
        `Stack [${this.stackName}] is in ${this.#status} state and can not be ${what}.`,
      );
    }
  }
}

function outputsOf(
  outputs: ReadonlyMap<string, unknown>,
  scope: StackScope,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...outputs].map(([id, value]) => [id, asText(resolve(value, scope), `Outputs.${id}`)]),
  );
}
