import { randomUUID } from 'node:crypto';
import type { CloudAssembly } from './cloud-assembly.ts';
import { creationOrder } from './creation-order.ts';
import { resolve } from './intrinsics.ts';
import { asObject, asText } from './json-object.ts';
import { Properties } from './properties.ts';
import type {
  CreatedResource,
  DeletionRequest,
  ResourceRequest,
  Services,
} from './resource-type.ts';
import { resourceTypeOf } from './resource-types.ts';
import { StackScope } from './stack-scope.ts';
import type { ResourceDefinition } from './template.ts';

/** A stack could not be made or deleted; `cause` is what the service said. */
export class StackError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StackError';
  }
}

export interface DeployedResource extends CreatedResource {
  readonly logicalId: string;
  readonly type: string;
}

interface StackResource extends DeployedResource {
  readonly retained: boolean;
  readonly request: DeletionRequest;
}

/** A stack of the local AWS. */
export class Stack {
  readonly stackName: string;
  readonly stackId: string;
  readonly #assembly: CloudAssembly;
  readonly #services: Services;
  readonly #resources = new Map<string, StackResource>();
  readonly #scope: StackScope;
  #outputs: Readonly<Record<string, string>> = {};

  private constructor(assembly: CloudAssembly, services: Services) {
    const { partition, region, accountId } = services.account;
    this.stackName = assembly.stackName;
    this.stackId = `arn:${partition}:cloudformation:${region}:${accountId}:stack/${this.stackName}/${randomUUID()}`;
    this.#assembly = assembly;
    this.#services = services;
    this.#scope = new StackScope(services.account, this, this.#resources);
  }

  /**
   * Makes the resources one after the other, each after what it depends on.
   * Rejects with TemplateError before anything is made where the template is not understood, and with StackError where
   * a resource fails: what was made until then is deleted again.
   */
  static async create(assembly: CloudAssembly, services: Services): Promise<Stack> {
    const stack = new Stack(assembly, services);
    const definitions = creationOrder(assembly.template);
    for (const { logicalId, type, properties } of definitions) {
      new Properties(`${logicalId} (${type})`, properties, resourceTypeOf(type).properties);
    }
    for (const definition of definitions) {
      await stack.#make(definition);
    }
    await stack.#undoOnFailure('Outputs', () => stack.#resolveOutputs());
    return stack;
  }

  get outputs(): Readonly<Record<string, string>> {
    return this.#outputs;
  }

  /** By logical id, in the order of their creation. */
  get resources(): ReadonlyMap<string, DeployedResource> {
    return this.#resources;
  }

  /**
   * Deletes the resources in the reverse order of their creation, but for those that the template retains.
   * Rejects with StackError at the first that fails; called again, it goes on there.
   */
  async delete(): Promise<void> {
    for (const resource of [...this.#resources.values()].reverse()) {
      const { logicalId, type, retained, request } = resource;
      try {
        if (!retained) {
          await resourceTypeOf(type).delete(request);
        }
      } catch (cause) {
        throw new StackError(`DELETE_FAILED ${logicalId} (${type}): ${reasonOf(cause)}`, { cause });
      }
      this.#resources.delete(logicalId);
    }
  }

  async #make({ logicalId, type, properties, retained }: ResourceDefinition): Promise<void> {
    await this.#undoOnFailure(`${logicalId} (${type})`, async () => {
      const resourceType = resourceTypeOf(type);
      const resolved = asObject(resolve(properties, this.#scope), logicalId);
      const request: ResourceRequest = {
        logicalId,
        type,
        properties: new Properties(logicalId, resolved, resourceType.properties),
        stackName: this.stackName,
        stackId: this.stackId,
        services: this.#services,
        folders: this.#assembly.folders,
      };
      const { physicalId, attributes } = await resourceType.create(request);
      this.#resources.set(logicalId, {
        logicalId,
        type,
        physicalId,
        attributes,
        retained,
        request: { ...request, physicalId },
      });
    });
  }

  #resolveOutputs(): void {
    const outputs = [...this.#assembly.template.outputs].map(([id, value]) => [
      id,
      asText(resolve(value, this.#scope), `Outputs.${id}`),
    ]);
    this.#outputs = Object.fromEntries(outputs);
  }

  async #undoOnFailure(what: string, work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      const rollback = await this.delete().then(
        () => 'everything made before it was deleted',
        (error) => `the rollback failed too: ${reasonOf(error)}`,
      );
      throw new StackError(`CREATE_FAILED ${what}: ${reasonOf(cause)}; ${rollback}`, { cause });
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
