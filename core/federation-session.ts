import { createHash } from 'node:crypto';
import { federatedUserNameOf } from './federated-user-name.ts';
import type { Grant } from './grant.ts';
import type { CallerIdentity } from './identity.ts';
import type { AuditedSession, FederationToken, FederationTokens } from './ports.ts';
import { sessionPolicyText } from './session-policy.ts';
import type { Permission, Target } from './target.ts';

/** Temporary credentials and what they were issued for. */
export interface FederationSession {
  readonly federatedUserName: string;
  readonly grantId: string;
  /** The session policy as STS got it. */
  readonly policy: string;
  readonly token: FederationToken;
}

/** What a session is to be: of a grant that covers it. */
export interface SessionRequest {
  readonly caller: CallerIdentity;
  /** The federated user that the caller acts for; absent, it is the caller. */
  readonly name?: string;
  readonly grant: Grant;
  readonly target: Target;
  readonly permission: Permission;
  readonly durationSeconds: number;
}

export interface SessionDependencies {
  readonly partition: string;
  readonly tokens: FederationTokens;
}

/** Throws BrokerError: PolicyTooLarge before STS is called, and what STS's failures are. */
export async function startSession(
  { caller, name, grant, target, permission, durationSeconds }: SessionRequest,
  { partition, tokens }: SessionDependencies,
): Promise<FederationSession> {
  const policy = sessionPolicyText(target, permission, partition);
  const federatedUserName = name ?? federatedUserNameOf(caller);
  const token = await tokens.issue({ name: federatedUserName, policy, durationSeconds });
  return { federatedUserName, grantId: grant.id, policy, token };
}

/** What the audit log says of a session. */
export function auditedSession(
  session: FederationSession,
): Omit<AuditedSession, 'requestId' | 'callerArn' | 'target' | 'permission'> {
  const { federatedUserName, grantId, policy, token } = session;
  return {
    federatedUserName,
    grantId,
    policySha256: createHash('sha256').update(policy).digest('hex'),
    accessKeyId: token.credentials.accessKeyId,
    expiration: token.credentials.expiration,
  };
}
