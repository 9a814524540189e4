import { SESSION_POLICY_MAX_CHARACTERS } from '../aws/policy-document.ts';
import { formatTarget } from '../aws/target.ts';
import type { CallerIdentity } from '../callers/identity.ts';
import type { GrantIndex } from '../grants/grant-index.ts';
import { type AccessRequest, matchGrant } from '../grants/grant-matching.ts';
import { type SessionTag, tooLongTag } from '../grants/session-tag.ts';
import { compileSessionPolicy } from '../policies/session-policy.ts';
import type {
  ContainerCredentials,
  TokenExplanation,
  TokenResponse,
} from '../responses/token-response.ts';
import { timestamp } from '../timestamp.ts';
import { auditedSession, type SessionDependencies, startSession } from './federation-session.ts';
import { type GrantDependencies, requireGrant } from './require-grant.ts';

export interface IssueDependencies extends SessionDependencies, GrantDependencies {}

/** Throws BrokerError. If no grant covers the request, it is AccessDenied, and nothing in AWS is called. */
export async function issueToken(
  request: AccessRequest,
  caller: CallerIdentity,
  requestId: string,
  deps: IssueDependencies,
): Promise<TokenResponse> {
  const { granted, durationSeconds } = requireGrant(
    request,
    caller,
    requestId,
    deps,
    'A dry run says why they do not cover it.',
  );
  const session = await startSession({ ...request, caller, granted, durationSeconds }, deps);
  deps.audit.record({
    type: 'TokenIssued',
    requestId,
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
    Policy: session.policy,
    GrantId: granted.grant.id,
    MatchedGrantTarget: formatTarget(granted.scope),
  };
}

/** Answers in the form that AWS SDKs expect from a container credentials endpoint. */
export function containerCredentials({ Credentials }: TokenResponse): ContainerCredentials {
  return {
    AccessKeyId: Credentials.AccessKeyId,
    SecretAccessKey: Credentials.SecretAccessKey,
    Token: Credentials.SessionToken,
    Expiration: Credentials.Expiration,
  };
}

/** Says what issueToken would do, and does nothing. */
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
  const { target, permission } = request;
  const { kmsKey, createOnly } = match.grant;
  const policy = compileSessionPolicy({ target, permission, kmsKey, createOnly }, deps.partition);
  const explained = {
    GrantId: match.grant.id,
    Policy: policy,
    PolicySize: JSON.stringify(policy).length,
    ...(match.tags.length === 0 ? {} : { Tags: match.tags.map(tagOf) }),
  };
  const isTooLarge =
    explained.PolicySize > SESSION_POLICY_MAX_CHARACTERS || tooLongTag(match.tags) !== undefined;
  return isTooLarge
    ? { Decision: 'REFUSED', ...explained, NearMisses: [] }
    : { Decision: 'ALLOWED', ...explained };
}

function tagOf({ key, value }: SessionTag): { readonly Key: string; readonly Value: string } {
  return { Key: key, Value: value };
}
