import { hash } from 'node:crypto';
import type { PolicyDocument } from '../aws/policy-document.ts';
import { formatTarget } from '../aws/target.ts';
import { federatedUserNameOf } from '../callers/federated-user-name.ts';
import { auditedCaller, type CallerIdentity } from '../callers/identity.ts';
import type { GrantedAccess } from '../grants/session-match.ts';
import type { OwnPolicy } from '../own-policies/own-policy.ts';
import { compileOwnPolicy, ownPolicyText } from '../own-policies/own-session-policy.ts';
import {
  compileSessionPolicy,
  type SessionAccess,
  sessionPolicyText,
} from '../policies/session-policy.ts';
import type { AuditedAccess, AuditedSession, FederationToken, FederationTokens } from './ports.ts';
import { sessionTags } from './session-tags.ts';

/** Temporary credentials, and the policy that they are based on. */
export interface FederationSession {
  readonly caller: CallerIdentity;
  readonly federatedUserName: string;
  readonly policy: PolicyDocument;
  /** SHA-256 of the session policy's text, in hexadecimal. */
  readonly policySha256: string;
  readonly token: FederationToken;
}

/** The session to start. */
export interface SessionPlan {
  readonly caller: CallerIdentity;
  /** The federated user that the caller acts for. Without it, the caller acts for itself. */
  readonly name?: string;
  /** At least one. */
  readonly accesses: readonly GrantedAccess[];
  /** If the caller asked with its own policy: what the policy allows. `accesses` are those that it needs. */
  readonly ownPolicy?: OwnPolicy;
  readonly durationSeconds: number;
}

/** The part of a plan that decides about the session policy. */
type PolicyPlan = Pick<SessionPlan, 'accesses' | 'ownPolicy'>;

export interface SessionDependencies {
  readonly partition: string;
  /** The Region of the stack. */
  readonly region: string;
  readonly tokens: FederationTokens;
}

/** Throws BrokerError, such as PolicyTooLarge before it calls STS if the policy or a tag is too long. */
export async function startSession(
  { caller, name, accesses, ownPolicy, durationSeconds }: SessionPlan,
  { partition, tokens }: SessionDependencies,
): Promise<FederationSession> {
  const policy = compilePolicy({ accesses, ownPolicy }, partition);
  const policyText = formatPolicy(policy, { accesses, ownPolicy }, partition);
  const federatedUserName = name ?? federatedUserNameOf(caller);
  const token = await tokens.issue({
    name: federatedUserName,
    policy: policyText,
    durationSeconds,
    tags: sessionTags(accesses.map(({ granted }) => granted)),
  });
  return { caller, federatedUserName, policy, policySha256: hash('sha256', policyText), token };
}

export function compilePolicy(
  { accesses, ownPolicy }: PolicyPlan,
  partition: string,
): PolicyDocument {
  return ownPolicy === undefined
    ? compileSessionPolicy(accesses.map(sessionAccess), partition)
    : compileOwnPolicy(ownPolicy, accesses, partition);
}

/** Throws BrokerError PolicyTooLarge. */
export function formatPolicy(
  policy: PolicyDocument,
  { accesses, ownPolicy }: PolicyPlan,
  partition: string,
): string {
  return ownPolicy === undefined
    ? sessionPolicyText(policy, accesses.map(sessionAccess), partition)
    : ownPolicyText(policy);
}

/** The session gets the requested access, not all that the grant gives. */
function sessionAccess({ target, permission, granted }: GrantedAccess): SessionAccess {
  const { kmsKey, createOnly } = granted.grant;
  return { target, permission, kmsKey, createOnly };
}

/** The part of audit events that describes a session. */
export function auditedSession(session: FederationSession): AuditedSession {
  const { caller, federatedUserName, policySha256, token } = session;
  return {
    caller: auditedCaller(caller),
    federatedUserName,
    policySha256,
    accessKeyId: token.credentials.accessKeyId,
    expiration: token.credentials.expiration,
  };
}

/** The part of audit events that describes one access of a session. */
export function auditedAccess({ target, permission, granted }: GrantedAccess): AuditedAccess {
  return { target: formatTarget(target), permission, grantId: granted.grant.id };
}
