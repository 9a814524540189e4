import { formatTarget } from '../aws/target.ts';
import { federatedUserNameOf } from '../callers/federated-user-name.ts';
import type { CallerIdentity } from '../callers/identity.ts';
import { callerGrant } from '../grants/caller-grant.ts';
import { type GrantIndex, grantsOf } from '../grants/grant-index.ts';
import type { GrantsResponse } from '../responses/grants-response.ts';

/** Returns the caller's grants with the claims filled in, without those that need a claim the caller lacks. */
export function listGrants(
  caller: CallerIdentity,
  { grants, region }: { readonly grants: GrantIndex; readonly region: string },
): GrantsResponse {
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
      CreateOnly: grant.createOnly,
      Region: grant.region ?? region,
      MaxDurationSeconds: grant.maxDurationSeconds,
      ValidUntil: grant.validUntil,
      FederatedUserNames: grant.federatedUserNames,
      Console: grant.console,
    })),
  };
}
