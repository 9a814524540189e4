import type { NeededPermission } from 'local-aws';
import { LocalDeployer } from './local-deployer.ts';
import type { Operation, Rehearsal } from './rehearsals.ts';

export interface RehearsedOperation {
  /** The operations of the same rehearsal that came before. */
  readonly before: readonly Operation[];
  readonly operation: Operation;
  /** The permissions that the operation needed, in the order in which it needed them. */
  readonly needed: readonly NeededPermission[];
}

/** Runs a rehearsal with a policy in its own local AWS. Rejects with Error if an operation fails. */
export async function rehearse(
  { title, operations }: Rehearsal,
  policy: unknown,
): Promise<readonly RehearsedOperation[]> {
  const rehearsed: RehearsedOperation[] = [];
  let needed: NeededPermission[] = [];
  const deployer = await LocalDeployer.start((permission) => needed.push(permission));
  try {
    deployer.setPolicy(policy);
    for (const [index, operation] of operations.entries()) {
      needed = [];
      await deployer.run(operation).catch((error) => {
        throw new Error(`${title}, ${operation.title}: ${error.message}`, { cause: error });
      });
      rehearsed.push({ before: operations.slice(0, index), operation, needed });
    }
  } finally {
    await deployer.close();
  }
  return rehearsed;
}
