import { formatTarget, type Permission } from '../aws/target.ts';
import { federatedUserNameOf } from '../callers/federated-user-name.ts';
import type { CallerIdentity } from '../callers/identity.ts';
import { callerGrant } from '../grants/caller-grant.ts';
import { type GrantIndex, grantsOf } from '../grants/grant-index.ts';

/** The answer of `aws s3control list-caller-access-grants`, and the identity of the caller. */
export interface GrantsResponse {
  readonly Caller:
    | { readonly Arn: string; readonly FederatedUserName: string }
    | {
        readonly Issuer: string;
        readonly Subject: string;
        readonly FederatedUserName: string;
      };
  readonly CallerAccessGrantsList: readonly {
    readonly GrantId: string;
    readonly GrantScope: string;
    readonly Permission: Permission;
    readonly MaxDurationSeconds: number;
    readonly FederatedUserNames?: readonly string[];
    readonly Console?: boolean;
  }[];
}

/** Returns the caller's grants with the claims filled in, without those that need a claim the caller lacks. */
export function listGrants(caller: CallerIdentity, grants: GrantIndex): GrantsResponse {
  const filled = grantsOf(grants, caller).flatMap((grant) => callerGrant(grant, caller) ?? []);
  const identity =
    caller.kind === 'jwt'
      ? { Issuer: caller.issuer, Subject: caller.subject }
      : { Arn: caller.arn };
  return {
    Caller: { ...identity, FederatedUserName: federatedUserNameOf(caller) },
    CallerAccessGrantsList: filled.map(({ grant, scope }) => ({
      GrantId: grant.id,
      GrantScope: formatTarget(scope),
      Permission: grant.permission,
      MaxDurationSeconds: grant.maxDurationSeconds,
      FederatedUserNames: grant.federatedUserNames,
      Console: grant.console,
    })),
  };
}
