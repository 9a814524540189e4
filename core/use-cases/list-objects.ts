import { formatTarget } from '../aws/target.ts';
import { BrokerError } from '../broker-error.ts';
import { type CallerIdentity, identityText } from '../callers/identity.ts';
import type { GrantIndex } from '../grants/grant-index.ts';
import type { AccessRequest } from '../grants/grant-matching.ts';
import type { ListRequest } from '../requests/list-request.ts';
import { timestamp } from '../timestamp.ts';
import {
  auditedSession,
  type FederationSession,
  type SessionDependencies,
  type SessionRequest,
  startSession,
} from './federation-session.ts';
import type { AuditLog, Clock, ObjectKeys, ObjectKeysPage } from './ports.ts';
import { requireGrant } from './require-grant.ts';
import type { SessionCache } from './session-cache.ts';

export interface ListDependencies extends SessionDependencies {
  readonly grants: GrantIndex;
  readonly objectKeys: ObjectKeys;
  readonly audit: AuditLog;
  readonly sessions: SessionCache;
  readonly clock: Clock;
}

/** The shape of `aws s3api list-objects-v2`. */
export interface ListResponse {
  readonly Name: string;
  readonly Prefix: string;
  /** Keys and common prefixes together. */
  readonly KeyCount: number;
  readonly MaxKeys: number;
  readonly IsTruncated: boolean;
  readonly NextContinuationToken?: string;
  readonly Contents: readonly {
    readonly Key: string;
    readonly ETag: string;
    /** Bytes. */
    readonly Size: number;
    readonly LastModified: string;
    readonly StorageClass?: string;
  }[];
  readonly CommonPrefixes: readonly { readonly Prefix: string }[];
}

/**
 * Lists with a session for the whole scope of the covering grant, so that S3 itself keeps the listing inside.
 *
 * Throws BrokerError: AccessDenied without any call where no grant covers the prefix.
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
    '; the prefix must start with that of a grant, its / included',
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

/** S3 may refuse a cached session that a revocation has ended: then a new one is tried, once. */
async function listInSession(
  request: ListRequest,
  wanted: SessionRequest,
  deps: ListDependencies,
  record: (session: FederationSession, outcome: ListingOutcome) => void,
): Promise<ObjectKeysPage> {
  const owner = sessionOwner(wanted);
  let startedHere = false;
  const attempt = async () => {
    const session = await deps.sessions.get(owner, deps.clock, () => {
      startedHere = true;
      return startSession(wanted, deps);
    });
    try {
      const page = await deps.objectKeys.list(session.token.credentials, request);
      record(session, { type: 'KeysListed', keyCount: page.keyCount });
      return page;
    } catch (error) {
      if (isBucketAccessDenied(error)) {
        deps.sessions.drop(owner, session);
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

/** Everything that makes one session another: the same person's claims may change from token to token. */
function sessionOwner({ caller, granted, name }: SessionRequest): string {
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
