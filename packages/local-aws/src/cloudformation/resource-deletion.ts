import { AwsError } from '../aws-error.ts';
import { resourceTypeOf } from './resource-types.ts';
import { reasonOf, StackError } from './stack-error.ts';
import type { StackResource } from './stack-resource.ts';

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
  onDeleted: (resource: StackResource) => void,
): Promise<void> {
  const inUse: StackResource[] = [];
  let conflict: StackError | undefined;
  for (const resource of resources) {
    try {
      await deleteResource(resource);
      onDeleted(resource);
    } catch (cause) {
      const { logicalId, type } = resource;
      const message = `DELETE_FAILED ${logicalId} (${type}): ${reasonOf(cause)}`;
      const error = new StackError(message, { cause });
      if (!(cause instanceof AwsError && IN_USE.has(cause.code))) {
        throw error;
      }
      conflict ??= error;
      inUse.push(resource);
    }
  }
  if (conflict && inUse.length === resources.length) {
    throw conflict;
  }
  if (conflict) {
    await deleteResources(inUse, onDeleted);
  }
}

async function deleteResource({ type, physicalId, request }: StackResource): Promise<void> {
  try {
    await resourceTypeOf(type).delete({ ...request, physicalId });
  } catch (error) {
    if (!(error instanceof AwsError && ABSENT.has(error.code))) {
      throw error;
    }
  }
}
