import { AwsError } from '../aws-error.ts';
import type { Deployer } from './deployer.ts';
import type { FunctionCode } from './function-code.ts';
import { permissionsOf } from './permissions/permission-table.ts';
import { resourceTypeOf } from './resource-types.ts';
import { reasonOf, StackError } from './stack-error.ts';
import type { StackHistory } from './stack-history.ts';
import type { StackResource } from './stack-resource.ts';
import type { ResourceStatus } from './stack-status.ts';

export interface DeletionContext {
  readonly code: FunctionCode;
  readonly deployer: Deployer | undefined;
  readonly history: StackHistory;
}

/** Somebody else already deleted the resource. */
const ABSENT: ReadonlySet<string> = new Set([
  'NoSuchEntity',
  'NotFoundException',
  'ResourceNotFoundException',
]);

/** Another resource still uses it, or something that a person created. */
const IN_USE: ReadonlySet<string> = new Set(['ConflictException', 'DeleteConflict']);

/**
 * Deletes one resource after the other. Resources that are still in use are tried again after the others. Rejects with
 * StackError at the first other failure, or if only resources in use are left.
 */
export async function deleteResources(
  resources: readonly StackResource[],
  context: DeletionContext,
  onDeleted: (resource: StackResource) => void,
): Promise<void> {
  const inUse = new Map<StackResource, StackError>();
  for (const resource of resources) {
    record(context, resource, 'DELETE_IN_PROGRESS');
    try {
      await deleteResource(resource, context);
      record(context, resource, 'DELETE_COMPLETE');
      onDeleted(resource);
    } catch (cause) {
      const { logicalId, type } = resource;
      const message = `DELETE_FAILED ${logicalId} (${type}): ${reasonOf(cause)}`;
      const error = new StackError(message, { cause });
      if (!(cause instanceof AwsError && IN_USE.has(cause.code))) {
        record(context, resource, 'DELETE_FAILED', error);
        throw error;
      }
      inUse.set(resource, error);
    }
  }
  const [conflict] = inUse.values();
  if (conflict && inUse.size === resources.length) {
    for (const [resource, error] of inUse) {
      record(context, resource, 'DELETE_FAILED', error);
    }
    throw conflict;
  }
  if (conflict) {
    await deleteResources([...inUse.keys()], context, onDeleted);
  }
}

function record(
  { history }: DeletionContext,
  { logicalId, type, physicalId }: StackResource,
  status: ResourceStatus,
  error?: StackError,
): void {
  const reason = error && reasonOf(error.cause);
  history.record({ logicalId, type, physicalId, status, reason });
}

async function deleteResource(
  { type, physicalId, request }: StackResource,
  { code, deployer }: DeletionContext,
): Promise<void> {
  try {
    const deletion = { ...request, code, deployer, physicalId };
    deployer?.ask(permissionsOf(type).delete(deletion));
    await resourceTypeOf(type).delete(deletion);
  } catch (error) {
    if (!(error instanceof AwsError && ABSENT.has(error.code))) {
      throw error;
    }
  }
}
