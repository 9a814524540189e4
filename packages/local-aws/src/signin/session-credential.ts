import type { Credential, CredentialSource, TemporaryCredential } from '../iam/credentials.ts';
import { sameText } from '../sigv4/signer.ts';
import { badRequest } from './bad-request.ts';

interface SessionParameter {
  readonly sessionId: string;
  readonly sessionKey: string;
  readonly sessionToken: string;
}

/**
 * Returns the credentials in the parameter `Session`. Throws AwsError BadRequest, which does not say which member is
 * wrong, with the message of https://aws.amazon.com/premiumsupport/knowledge-center/invalid-credentials-parameter/
 */
export function sessionCredential(
  session: string | undefined,
  credentials: CredentialSource,
  now: Date,
): TemporaryCredential {
  const { sessionId, sessionKey, sessionToken } = parseSession(session);
  const credential = credentials.find(sessionId);
  if (
    !isLiveSession(credential, now) ||
    !sameText(credential.secretAccessKey, sessionKey) ||
    !sameText(credential.sessionToken, sessionToken)
  ) {
    throw badRequest('Invalid credentials parameter');
  }
  return credential;
}

/** Returns whether these are credentials of STS, which expire, and have not expired yet. */
export function isLiveSession(
  credential: Credential | undefined,
  now: Date,
): credential is TemporaryCredential {
  return credential?.expiration !== undefined && now < credential.expiration;
}

function parseSession(session: string | undefined): SessionParameter {
  const value = parseJson(session ?? '');
  if (!isSessionParameter(value)) {
    throw badRequest(
      'Session must be JSON with the strings sessionId, sessionKey and sessionToken.',
    );
  }
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isSessionParameter(value: unknown): value is SessionParameter {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const members = Object.entries(value);
  return (
    members
      .map(([name]) => name)
      .sort()
      .join() === 'sessionId,sessionKey,sessionToken' &&
    members.every(([, member]) => typeof member === 'string')
  );
}
