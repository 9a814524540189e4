import { formatTarget } from '../aws/target.ts';
import { BrokerError } from '../broker-error.ts';
import type { CallerIdentity } from '../callers/identity.ts';
import { type GrantedAccess, matchSession, type UncoveredAccess } from '../grants/session-match.ts';
import type { SessionTag } from '../grants/session-tag.ts';
import type { PolicyRequest } from '../own-policies/own-policy.ts';
import type {
  ContainerCredentials,
  GrantedAccessResponse,
  TokenExplanation,
  TokenResponse,
  UncoveredAccessResponse,
} from '../responses/token-response.ts';
import { timestamp } from '../timestamp.ts';
import {
  auditedAccess,
  auditedSession,
  compilePolicy,
  formatPolicy,
  type SessionDependencies,
  startSession,
} from './federation-session.ts';
import { type GrantDependencies, requireGrants } from './require-grants.ts';
import { sessionTags } from './session-tags.ts';

export interface IssueDependencies extends SessionDependencies, GrantDependencies {}

/** Throws BrokerError. If no grant covers an access, it is AccessDenied, and nothing in AWS is called. */
export async function issueToken(
  request: PolicyRequest,
  caller: CallerIdentity,
  requestId: string,
  deps: IssueDependencies,
): Promise<TokenResponse> {
  const { accesses, durationSeconds } = requireGrants(
    request,
    caller,
    requestId,
    deps,
    'A dry run says why they do not cover it.',
  );
  const session = await startSession({ ...request, caller, accesses, durationSeconds }, deps);
  for (const access of accesses) {
    deps.audit.record({
      type: 'TokenIssued',
      requestId,
      ...auditedAccess(access),
      ...auditedSession(session),
      durationSeconds,
    });
  }
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
    Accesses: accesses.map((access) => grantedResponse(access, deps.region)),
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
  request: PolicyRequest,
  caller: CallerIdentity,
  deps: Omit<IssueDependencies, 'audit' | 'tokens'>,
): TokenExplanation {
  const match = matchSession(deps.grants, caller, request, deps.clock());
  if (!match.covered) {
    return {
      Decision: 'REFUSED',
      Accesses: match.accesses.map((access) =>
        'granted' in access ? grantedResponse(access, deps.region) : uncoveredResponse(access),
      ),
    };
  }
  const plan = { accesses: match.accesses, ownPolicy: request.ownPolicy };
  const policy = compilePolicy(plan, deps.partition);
  const explained = {
    Accesses: match.accesses.map((access) => grantedResponse(access, deps.region)),
    Policy: policy,
    PolicySize: JSON.stringify(policy).length,
  };
  try {
    formatPolicy(policy, plan, deps.partition);
    const tags = sessionTags(match.accesses.map(({ granted }) => granted));
    return {
      Decision: 'ALLOWED',
      ...explained,
      DurationSeconds: match.durationSeconds,
      ...(tags.length === 0 ? {} : { Tags: tags.map(tagOf) }),
    };
  } catch (error) {
    if (error instanceof BrokerError) {
      return { Decision: 'REFUSED', ...explained, Message: error.message };
    }
    throw error;
  }
}

function grantedResponse(
  { target, permission, granted }: GrantedAccess,
  region: string,
): GrantedAccessResponse {
  return {
    Target: formatTarget(target),
    Permission: permission,
    GrantId: granted.grant.id,
    MatchedGrantTarget: formatTarget(granted.scope),
    Region: granted.grant.region ?? region,
    ValidUntil: granted.grant.validUntil,
  };
}

function uncoveredResponse({
  target,
  permission,
  nearMisses,
}: UncoveredAccess): UncoveredAccessResponse {
  return {
    Target: formatTarget(target),
    Permission: permission,
    NearMisses: nearMisses.map(({ grantId, fails }) => ({ GrantId: grantId, Fails: fails })),
  };
}

function tagOf({ key, value }: SessionTag): { readonly Key: string; readonly Value: string } {
  return { Key: key, Value: value };
}
