import { randomUUID } from 'node:crypto';
import { creationOrder } from './creation-order.ts';
import type { Deployer } from './deployer.ts';
import { resolve } from './intrinsics.ts';
import { asText } from './json-object.ts';
import { type PlannedChange, plannedChanges } from './planned-changes.ts';
import { PublishedAssets } from './published-assets.ts';
import { deleteResources } from './resource-deletion.ts';
import type { Services } from './resource-type.ts';
import { reasonOf, StackError } from './stack-error.ts';
import { StackHistory } from './stack-history.ts';
import type { StackInput } from './stack-input.ts';
import type { DeployedResource, StackResource } from './stack-resource.ts';
import { StackScope } from './stack-scope.ts';
import type { ResourceStatus, StackStatus } from './stack-status.ts';
import { type StackContext, StackUpdate } from './stack-update.ts';
import type { OutputDefinition } from './template.ts';
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
  readonly history: StackHistory;
  /** The ARN of the role that CloudFormation assumes to change the resources. */
  roleArn: string | undefined;
  readonly #services: Services;
  readonly #assets: PublishedAssets;
  #input: StackInput | undefined;
  #resources: Map<string, StackResource> = new Map();
  /** Resources of earlier templates that still have to be deleted. */
  #superseded: readonly StackResource[] = [];
  #outputs: Readonly<Record<string, string>> = {};

  constructor(stackName: string, services: Services) {
    const { partition, region, accountId } = services.account;
    this.stackName = stackName;
    this.stackId = `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stackName}/${randomUUID()}`;
    this.history = new StackHistory(this, services.clock);
    this.#services = services;
    this.#assets = new PublishedAssets(stackName, services);
  }

  get status(): StackStatus {
    return this.history.status;
  }

  /** The input of the current deployment. Undefined before the first deployment. */
  get input(): StackInput | undefined {
    return this.#input;
  }

  get outputs(): Readonly<Record<string, string>> {
    return this.#outputs;
  }

  /** By logical id, in the order of creation. */
  get resources(): ReadonlyMap<string, DeployedResource> {
    return this.#resources;
  }

  resourceOf(logicalId: string): StackResource | undefined {
    return this.#resources.get(logicalId);
  }

  /**
   * Returns the result of an intrinsic function in this stack: `{ 'Fn::Sub': '${Role.Arn}' }`. Throws TemplateError.
   */
  resolve(value: unknown): unknown {
    return resolve(value, this.#scope);
  }

  /**
   * Returns the changes that a deployment would make, in the order of the deployment. Changes nothing. Throws the
   * errors that `deploy` rejects with before its first change.
   */
  plan({ template }: StackInput): readonly PlannedChange[] {
    this.#assertStatus(UPDATABLE, 'updated');
    const definitions = creationOrder(template);
    checkDefinitions(definitions, this.#resources, this.#scope);
    return plannedChanges(definitions, this.#resources, this.#services.account, this);
  }

  /**
   * Creates or updates the stack's resources, each after those that it depends on. Old resources are deleted last.
   *
   * Rejects with TemplateError, before any change, if the template is not understood. Rejects with StackError if a
   * resource fails; the stack is then as before. If only the deletion of an old resource fails, the update is complete
   * but rejects with StackError, and the next update or deletion tries that deletion again.
   */
  async deploy(input: StackInput, deployer?: Deployer): Promise<void> {
    this.#assertStatus(UPDATABLE, 'updated');
    const context = this.#context(deployer);
    const definitions = creationOrder(input.template);
    checkDefinitions(definitions, this.#resources, this.#scope);
    const verb = this.status === 'REVIEW_IN_PROGRESS' ? 'CREATE' : 'UPDATE';
    this.history.enter(`${verb}_IN_PROGRESS`);
    const update = new StackUpdate(context, this.#resources);
    try {
      await this.#assets.publish(input.folders);
      await update.apply(definitions);
      this.#outputs = outputsOf(input.template.outputs, update.scope);
    } catch (error) {
      this.#input ??= input;
      throw await this.#rollBack(update, context, verb, error);
    }
    this.#input = input;
    this.#resources = update.resources;
    await this.#cleanUp(update, context, verb);
  }

  /**
   * Deletes the resources in the reverse order of their creation, except those that the template retains. Rejects with
   * StackError at the first failure; a second call continues there.
   */
  async delete(deployer?: Deployer): Promise<void> {
    if (this.status === 'DELETE_COMPLETE') {
      return;
    }
    this.#assertStatus(DELETABLE, 'deleted');
    this.history.enter('DELETE_IN_PROGRESS');
    for (const { logicalId, type, physicalId, retained } of this.#resources.values()) {
      if (retained) {
        this.history.record({ logicalId, type, physicalId, status: 'DELETE_SKIPPED' });
        this.#resources.delete(logicalId);
      }
    }
    const resources = [...this.#superseded, ...[...this.#resources.values()].reverse()];
    try {
      await this.#delete(resources, this.#context(deployer));
    } catch (error) {
      const failed = `The following resource(s) failed to delete: [${this.#failedIds('DELETE_FAILED')}]. `;
      this.history.enter('DELETE_FAILED', failed);
      throw error;
    }
    this.close();
    this.history.enter('DELETE_COMPLETE');
  }

  /** Removes the stack's files, not its resources. */
  close(): void {
    this.#assets.remove();
  }

  get #scope(): StackScope {
    return new StackScope(this.#services.account, this, this.#resources);
  }

  #context(deployer: Deployer | undefined): StackContext {
    const { stackName, stackId, history } = this;
    return { stackName, stackId, services: this.#services, code: this.#assets, deployer, history };
  }

  /** The update stays complete if this fails. The stack can be used while old resources still exist. */
  async #cleanUp(
    { superseded }: StackUpdate,
    context: StackContext,
    verb: 'CREATE' | 'UPDATE',
  ): Promise<void> {
    this.#superseded = [...superseded, ...this.#superseded];
    if (this.#superseded.length > 0) {
      this.history.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    }
    try {
      await this.#delete(this.#superseded, context);
    } catch (cause) {
      const message = `The update is complete, but an old resource could not be deleted: ${reasonOf(cause)}`;
      throw new StackError(message, { cause });
    } finally {
      this.history.enter(`${verb}_COMPLETE`);
    }
  }

  async #rollBack(
    update: StackUpdate,
    context: StackContext,
    verb: 'CREATE' | 'UPDATE',
    cause: unknown,
  ): Promise<StackError> {
    const rollback = verb === 'CREATE' ? 'ROLLBACK' : 'UPDATE_ROLLBACK';
    const failed = this.#failedIds(`${verb}_FAILED`);
    const failure =
      failed === ''
        ? reasonOf(cause)
        : `The following resource(s) failed to ${verb.toLowerCase()}: [${failed}]. `;
    this.history.enter(`${rollback}_IN_PROGRESS`, failure);
    const { resources, discarded, failures } = await update.rollBack();
    this.#resources = resources;
    this.#superseded = [...discarded, ...this.#superseded];
    const all = [...failures];
    if (verb === 'UPDATE' && all.length === 0 && this.#superseded.length > 0) {
      this.history.enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    }
    await this.#delete(this.#superseded, context).catch((error) => all.push(reasonOf(error)));
    this.history.enter(all.length > 0 ? `${rollback}_FAILED` : `${rollback}_COMPLETE`);
    if (this.status === 'ROLLBACK_COMPLETE') {
      this.close();
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

  #failedIds(status: ResourceStatus): string {
    const ids = new Set(this.history.events.map(({ logicalId }) => logicalId));
    return [...ids].filter((id) => this.history.latest(id)?.status === status).join(', ');
  }

  async #delete(resources: readonly StackResource[], context: StackContext): Promise<void> {
    await deleteResources(resources, context, (deleted) => {
      this.#superseded = this.#superseded.filter((resource) => resource !== deleted);
      if (this.#resources.get(deleted.logicalId) === deleted) {
        this.#resources.delete(deleted.logicalId);
      }
    });
  }

  #assertStatus(allowed: ReadonlySet<StackStatus>, what: string): void {
    if (!allowed.has(this.status)) {
      throw new StackError(
        `Stack [${this.stackName}] is in ${this.status} state and can not be ${what}.`,
      );
    }
  }
}

function outputsOf(
  outputs: ReadonlyMap<string, OutputDefinition>,
  scope: StackScope,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...outputs].map(([id, { value }]) => [id, asText(resolve(value, scope), `Outputs.${id}`)]),
  );
}
