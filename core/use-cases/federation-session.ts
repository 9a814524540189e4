import { hash } from 'node:crypto';
import type { PolicyDocument } from '../aws/policy-document.ts';
import { TAG_VALUE_MAX_CHARACTERS } from '../aws/tag.ts';
import type { Permission, Target } from '../aws/target.ts';
import { BrokerError } from '../broker-error.ts';
import { federatedUserNameOf } from '../callers/federated-user-name.ts';
import { auditedCaller, type CallerIdentity } from '../callers/identity.ts';
import type { CallerGrant } from '../grants/caller-grant.ts';
import { type SessionTag, tooLongTag } from '../grants/session-tag.ts';
import { compileSessionPolicy, sessionPolicyText } from '../policies/session-policy.ts';
import type { AuditedSession, FederationToken, FederationTokens } from './ports.ts';

/** Temporary credentials, and the grant and policy that they are based on. */
export interface FederationSession {
  readonly caller: CallerIdentity;
  readonly federatedUserName: string;
  readonly grantId: string;
  readonly policy: PolicyDocument;
  /** SHA-256 of the session policy's text, in hexadecimal. */
  readonly policySha256: string;
  readonly token: FederationToken;
}

/** The session to start. A grant covers it. */
export interface SessionRequest {
  readonly caller: CallerIdentity;
  /** The federated user that the caller acts for. Without it, the caller acts for itself. */
  readonly name?: string;
  readonly granted: CallerGrant;
  readonly target: Target;
  readonly permission: Permission;
  readonly durationSeconds: number;
}

export interface SessionDependencies {
  readonly partition: string;
  readonly tokens: FederationTokens;
}

/** Throws BrokerError, such as PolicyTooLarge before it calls STS if the policy or a tag is too long. */
export async function startSession(
  { caller, name, granted, target, permission, durationSeconds }: SessionRequest,
  { partition, tokens }: SessionDependencies,
): Promise<FederationSession> {
  const { grant, tags } = granted;
  const { kmsKey, createOnly } = grant;
  const policy = compileSessionPolicy({ target, permission, kmsKey, createOnly }, partition);
  const policyText = sessionPolicyText(policy);
  checkTags(tags);
  const federatedUserName = name ?? federatedUserNameOf(caller);
  const token = await tokens.issue({
    name: federatedUserName,
    policy: policyText,
    durationSeconds,
    tags,
  });
  const policySha256 = hash('sha256', policyText);
  return { caller, federatedUserName, grantId: grant.id, policy, policySha256, token };
}

function checkTags(tags: readonly SessionTag[]): void {
  const long = tooLongTag(tags);
  if (long !== undefined) {
    throw new BrokerError(
      'PolicyTooLarge',
      `The session tag ${long.key} has ${long.value.length} characters with your claims filled in; ` +
        `STS accepts at most ${TAG_VALUE_MAX_CHARACTERS}.`,
    );
  }
}

/** The part of audit events that describes a session. */
export function auditedSession(session: FederationSession): AuditedSession {
  const { caller, federatedUserName, grantId, policySha256, token } = session;
  return {
    caller: auditedCaller(caller),
    federatedUserName,
    grantId,
    policySha256,
    accessKeyId: token.credentials.accessKeyId,
    expiration: token.credentials.expiration,
  };
}
