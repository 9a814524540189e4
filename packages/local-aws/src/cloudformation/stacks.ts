import { readAssembly } from './cloud-assembly.ts';
import type { Deployer } from './deployer.ts';
import type { Services } from './resource-type.ts';
import { Stack } from './stack.ts';

/** The account's stacks in one Region. */
export class Stacks {
  readonly #services: Services;
  /** The latest stack of each name. Deleted stacks stay in the map, but `find` returns them only by id. */
  readonly #stacks = new Map<string, Stack>();
  readonly #byId = new Map<string, Stack>();

  constructor(services: Services) {
    this.#services = services;
  }

  /** All stacks, including deleted ones, the oldest first. */
  get all(): readonly Stack[] {
    return [...this.#byId.values()];
  }

  find(nameOrId: string): Stack | undefined {
    const named = this.#stacks.get(nameOrId);
    return named?.status === 'DELETE_COMPLETE' ? undefined : (named ?? this.#byId.get(nameOrId));
  }

  create(stackName: string): Stack {
    const stack = new Stack(stackName, this.#services);
    this.#stacks.set(stackName, stack);
    this.#byId.set(stack.stackId, stack);
    return stack;
  }

  /**
   * Creates or updates the stack of a cloud assembly. If an earlier creation or deletion of the stack failed, its
   * remaining resources are deleted first. `cdk deploy` does this only after a failed creation.
   *
   * Rejects like `Stack.deploy`, and with TemplateError for an assembly that the local AWS cannot deploy.
   *
   * @param deployer needs the permissions for the changes. If undefined, no permission is checked
   */
  async deploy(assemblyFolder: string, deployer?: Deployer): Promise<Stack> {
    const assembly = await readAssembly(assemblyFolder);
    const { stackName } = assembly;
    const existing = this.#stacks.get(stackName);
    if (existing?.status === 'ROLLBACK_FAILED' || existing?.status === 'DELETE_FAILED') {
      await existing.delete();
    }
    const stack = existing && !isGone(existing) ? existing : this.create(stackName);
    await stack.deploy(assembly, deployer);
    return stack;
  }

  /** Removes the files of the stacks, not their resources. */
  close(): void {
    for (const stack of this.all) {
      stack.close();
    }
  }
}

function isGone({ status }: Stack): boolean {
  return status === 'ROLLBACK_COMPLETE' || status === 'DELETE_COMPLETE';
}
