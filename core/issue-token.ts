import { auditedSession, type SessionDependencies, startSession } from './federation-session.ts';
import {
  type AccessRequest,
  type GrantIndex,
  type Mismatch,
  matchGrant,
} from './grant-matching.ts';
import type { CallerIdentity } from './identity.ts';
import { type PolicyDocument, SESSION_POLICY_MAX_CHARACTERS } from './policy-document.ts';
import type { AuditLog } from './ports.ts';
import { requireGrant } from './require-grant.ts';
import { compileSessionPolicy } from './session-policy.ts';
import { formatTarget } from './target.ts';
import { timestamp } from './timestamp.ts';

/** The shape of `aws sts get-federation-token`, with what it was issued for. */
export interface TokenResponse {
  readonly Credentials: {
    readonly AccessKeyId: string;
    readonly SecretAccessKey: string;
    readonly SessionToken: string;
    readonly Expiration: string;
  };
  readonly FederatedUser: { readonly FederatedUserId: string; readonly Arn: string };
  /** Per cent. */
  readonly PackedPolicySize?: number;
  readonly Policy: PolicyDocument;
  readonly GrantId: string;
  /** The grant's scope. */
  readonly MatchedGrantTarget: string;
}

/** The answer to a dry run. */
export type TokenExplanation =
  | {
      readonly Decision: 'ALLOWED';
      readonly GrantId: string;
      readonly Policy: PolicyDocument;
      /** Characters. */
      readonly PolicySize: number;
    }
  /** With a policy: a grant covers the request, and the policy has more characters than STS takes. */
  | {
      readonly Decision: 'REFUSED';
      readonly GrantId?: string;
      readonly Policy?: PolicyDocument;
      readonly PolicySize?: number;
      readonly NearMisses: readonly {
        readonly GrantId: string;
        readonly Fails: readonly Mismatch[];
      }[];
    };

/** Throws BrokerError: AccessDenied without any call where no grant covers the request. */
export async function issueToken(
  request: AccessRequest,
  caller: CallerIdentity,
  requestId: string,
  deps: SessionDependencies & { readonly grants: GrantIndex; readonly audit: AuditLog },
): Promise<TokenResponse> {
  const { grant, durationSeconds } = requireGrant(
    request,
    caller,
    requestId,
    deps,
    ', a dry run says what each of them lacks',
  );
  const session = await startSession({ ...request, caller, grant, durationSeconds }, deps);
  deps.audit.record({
    type: 'TokenIssued',
    requestId,
    callerArn: caller.arn,
    target: formatTarget(request.target),
    permission: request.permission,
    ...auditedSession(session),
    durationSeconds,
  });
  const { credentials, federatedUser, packedPolicySize } = session.token;
  return {
    Credentials: {
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: timestamp(credentials.expiration),
    },
    FederatedUser: { FederatedUserId: federatedUser.id, Arn: federatedUser.arn },
    PackedPolicySize: packedPolicySize,
    Policy: compileSessionPolicy(request.target, request.permission, deps.partition),
    GrantId: grant.id,
    MatchedGrantTarget: formatTarget(grant.scope),
  };
}

/** What issueToken would do, without doing it. */
export function explainToken(
  request: AccessRequest,
  caller: CallerIdentity,
  deps: { readonly grants: GrantIndex; readonly partition: string },
): TokenExplanation {
  const match = matchGrant(deps.grants, caller, request);
  if (!match.covered) {
    const nearMisses = match.nearMisses.map(({ grantId, fails }) => ({
      GrantId: grantId,
      Fails: fails,
    }));
    return { Decision: 'REFUSED', NearMisses: nearMisses };
  }
  const policy = compileSessionPolicy(request.target, request.permission, deps.partition);
  const explained = {
    GrantId: match.grant.id,
    Policy: policy,
    PolicySize: JSON.stringify(policy).length,
  };
  return explained.PolicySize > SESSION_POLICY_MAX_CHARACTERS
    ? { Decision: 'REFUSED', ...explained, NearMisses: [] }
    : { Decision: 'ALLOWED', ...explained };
}
