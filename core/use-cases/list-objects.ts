import { formatTarget } from '../aws/target.ts';
import { BrokerError } from '../broker-error.ts';
import { type CallerIdentity, identityText } from '../callers/identity.ts';
import type { GrantedAccess } from '../grants/session-match.ts';
import type { ListRequest } from '../requests/list-request.ts';
import type { ListResponse } from '../responses/list-response.ts';
import { timestamp } from '../timestamp.ts';
import {
  auditedAccess,
  auditedSession,
  type FederationSession,
  type SessionDependencies,
  type SessionPlan,
  startSession,
} from './federation-session.ts';
import type { ObjectKeys, ObjectKeysPage } from './ports.ts';
import { type GrantDependencies, requireGrants } from './require-grants.ts';
import type { SessionCache } from './session-cache.ts';

export interface ListDependencies extends SessionDependencies, GrantDependencies {
  readonly objectKeys: ObjectKeys;
  readonly sessions: SessionCache;
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
  const { bucket, prefix, name } = request;
  const match = requireGrants(
    { accesses: [{ target: { kind: 'prefix', bucket, prefix }, permission: 'LIST' }], name },
    caller,
    requestId,
    deps,
    'The prefix must start with the prefix of a grant, including its last /.',
  );
  const record = (session: FederationSession, outcome: ListingOutcome) => {
    for (const access of match.accesses) {
      deps.audit.record({
        ...outcome,
        requestId,
        ...auditedAccess(access),
        ...auditedSession(session),
      });
    }
  };
  const accesses = match.accesses.map(toScope);
  const page = await listInSession(request, { ...match, caller, name, accesses }, deps, record);
  return listResponse(page);
}

/** The session gets the whole scope of the grant, so that listings of other prefixes can use it, too. */
function toScope(access: GrantedAccess): GrantedAccess {
  return { ...access, target: access.granted.scope };
}

type ListingOutcome = { type: 'KeysListed'; keyCount: number } | { type: 'ListingRefused' };

/** S3 may refuse a cached session because a revocation ended it. Then this tries once with a new session. */
async function listInSession(
  request: ListRequest,
  wanted: SessionPlan,
  deps: ListDependencies,
  record: (session: FederationSession, outcome: ListingOutcome) => void,
): Promise<ObjectKeysPage> {
  const cacheKey = sessionKey(wanted);
  // All accesses of a listing are in one bucket.
  const region = wanted.accesses[0]?.granted.grant.region;
  let startedHere = false;
  const attempt = async () => {
    const session = await deps.sessions.get(cacheKey, deps.clock, () => {
      startedHere = true;
      return startSession(wanted, deps);
    });
    try {
      const page = await deps.objectKeys.list(session.token.credentials, { ...request, region });
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
function sessionKey({ caller, accesses, name }: SessionPlan): string {
  const granted = accesses.map(({ granted: { grant, scope, tags } }) => [
    grant.id,
    formatTarget(scope),
    tags,
  ]);
  return JSON.stringify([identityText(caller), granted, name]);
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
