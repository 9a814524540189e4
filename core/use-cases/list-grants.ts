import { formatTarget, type Permission } from '../aws/target.ts';
import { federatedUserNameOf } from '../callers/federated-user-name.ts';
import type { CallerIdentity } from '../callers/identity.ts';
import { callerGrant } from '../grants/caller-grant.ts';
import { type GrantIndex, grantsOf } from '../grants/grant-index.ts';

/** The shape of `aws s3control list-caller-access-grants`, with the caller as the broker knows it. */
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

/** The grants of the caller with its claims filled in; those that the claims cannot fill are left out. */
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
