import type { Grant } from '../../core/grant.ts';
import { formatTarget, includesPermission } from '../../core/target.ts';
import { profileOf, type SampleCaller } from './sample-callers.ts';
import { siblingOf } from './sample-objects.ts';

/** A grant to show, who it is for, and a neighbour of its scope that no grant covers. */
export interface SampleRequest {
  readonly caller: SampleCaller;
  readonly bucket: string;
  readonly prefix: string;
  readonly target: string;
  readonly refusedPrefix: string;
  readonly refusedTarget: string;
}

/** @returns undefined where no grant lists a folder without acting for somebody. */
export function sampleRequest(
  grants: readonly Grant[],
  callers: readonly SampleCaller[],
): SampleRequest | undefined {
  for (const { grantee, scope, permission, federatedUserNames } of grants) {
    const caller = callers.find(({ profile }) => profile === profileOf(grantee));
    const lists = includesPermission(permission, 'READ') && federatedUserNames === undefined;
    if (caller !== undefined && lists && scope.kind === 'prefix' && scope.prefix !== '') {
      const refused = { ...scope, prefix: siblingOf(scope.prefix) };
      return {
        caller,
        bucket: scope.bucket,
        prefix: scope.prefix,
        target: formatTarget(scope),
        refusedPrefix: refused.prefix,
        refusedTarget: formatTarget(refused),
      };
    }
  }
  return undefined;
}
