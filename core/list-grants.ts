import { type GrantIndex, grantsOf } from './grant-matching.ts';
import type { CallerIdentity } from './identity.ts';
import { formatTarget, type Permission } from './target.ts';

/** The shape of `aws s3control list-caller-access-grants`, with the caller as the broker knows it. */
export interface GrantsResponse {
  /** ARN. */
  readonly Caller: string;
  readonly CallerAccessGrantsList: readonly {
    readonly GrantId: string;
    readonly GrantScope: string;
    readonly Permission: Permission;
    readonly MaxDurationSeconds: number;
    readonly FederatedUserNames?: readonly string[];
  }[];
}

export function listGrants(caller: CallerIdentity, grants: GrantIndex): GrantsResponse {
  return {
    Caller: caller.arn,
    CallerAccessGrantsList: grantsOf(grants, caller).map((grant) => ({
      GrantId: grant.id,
      GrantScope: formatTarget(grant.scope),
      Permission: grant.permission,
      MaxDurationSeconds: grant.maxDurationSeconds,
      FederatedUserNames: grant.federatedUserNames,
    })),
  };
}
