import { formatTarget } from '../aws/target.ts';
import { BrokerError } from '../broker-error.ts';
import { type CallerIdentity, identityText } from '../callers/identity.ts';
import type { AccessRequest } from '../grants/grant-matching.ts';
import type { ListRequest } from '../requests/list-request.ts';
import type { ListResponse } from '../responses/list-response.ts';
import { timestamp } from '../timestamp.ts';
import {
  auditedSession,
  type FederationSession,
  type SessionDependencies,
  type SessionRequest,
  startSession,
} from './federation-session.ts';
import type { Clock, ObjectKeys, ObjectKeysPage } from './ports.ts';
import { type GrantDependencies, requireGrant } from './require-grant.ts';
import type { SessionCache } from './session-cache.ts';

export interface ListDependencies extends SessionDependencies, GrantDependencies {
  readonly objectKeys: ObjectKeys;
  readonly sessions: SessionCache;
  readonly clock: Clock;
}

/**
 * Lists keys in a session for the whole scope of the grant, so that S3 itself limits the listing to the grant.
 *
 * Throws BrokerError. If no grant covers the prefix, it is AccessDenied, and nothing in AWS is called.
 */
export async function listObjects(
  request: ListRequest,
  caller: CallerIdentity,
  requestId: string,
  deps: ListDependencies,
): Promise<ListResponse> {
  const access: AccessRequest = {
    target: { kind: 'prefix', bucket: request.bucket, prefix: request.prefix },
    permission: 'LIST',
    name: request.name,
  };
  const { granted, durationSeconds } = requireGrant(
    access,
    caller,
    requestId,
    deps,
    'The prefix must start with the prefix of a grant, including its last /.',
  );
  const record = (session: FederationSession, outcome: ListingOutcome) =>
    deps.audit.record({
      ...outcome,
      requestId,
      target: formatTarget(access.target),
      permission: access.permission,
      ...auditedSession(session),
    });
  const page = await listInSession(
    request,
    { ...access, caller, granted, durationSeconds, target: granted.scope },
    deps,
    record,
  );
  return listResponse(page);
}

type ListingOutcome = { type: 'KeysListed'; keyCount: number } | { type: 'ListingRefused' };

/** S3 may refuse a cached session because a revocation ended it. Then this tries once with a new session. */
async function listInSession(
  request: ListRequest,
  wanted: SessionRequest,
  deps: ListDependencies,
  record: (session: FederationSession, outcome: ListingOutcome) => void,
): Promise<ObjectKeysPage> {
  const cacheKey = sessionKey(wanted);
  let startedHere = false;
  const attempt = async () => {
    const session = await deps.sessions.get(cacheKey, deps.clock, () => {
      startedHere = true;
      return startSession(wanted, deps);
    });
    try {
      const page = await deps.objectKeys.list(session.token.credentials, request);
      record(session, { type: 'KeysListed', keyCount: page.keyCount });
      return page;
    } catch (error) {
      if (isBucketAccessDenied(error)) {
        deps.sessions.drop(cacheKey, session);
        record(session, { type: 'ListingRefused' });
      }
      throw error;
    }
  };
  try {
    return await attempt();
  } catch (error) {
    if (startedHere || !isBucketAccessDenied(error)) {
      throw error;
    }
    return attempt();
  }
}

/** Includes everything that a session depends on, because the claims of one person can change from token to token. */
function sessionKey({ caller, granted, name }: SessionRequest): string {
  const { grant, scope, tags } = granted;
  return JSON.stringify([identityText(caller), grant.id, formatTarget(scope), tags, name]);
}

function isBucketAccessDenied(error: unknown): boolean {
  return error instanceof BrokerError && error.code === 'BucketAccessDenied';
}

function listResponse(page: ObjectKeysPage): ListResponse {
  return {
    Name: page.name,
    Prefix: page.prefix,
    KeyCount: page.keyCount,
    MaxKeys: page.maxKeys,
    IsTruncated: page.isTruncated,
    NextContinuationToken: page.nextContinuationToken,
    Contents: page.contents.map((object) => ({
      Key: object.objectKey,
      ETag: object.eTag,
      Size: object.size,
      LastModified: timestamp(object.lastModified),
      StorageClass: object.storageClass,
    })),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: prefix })),
  };
}
