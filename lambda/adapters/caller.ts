import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { BrokerError } from '../../core/broker-error.ts';
import { parseIamCaller } from '../../core/callers/iam-caller.ts';
import type { CallerIdentity } from '../../core/callers/identity.ts';
import { parseJwtCaller } from '../../core/callers/jwt-caller.ts';
import type { KnownApis } from '../../core/callers/known-apis.ts';
import type { AuditLog } from '../../core/use-cases/ports.ts';

/** The part of an HTTP API's event that identifies the caller. The context may be missing. */
export type AuthorizedEvent = Pick<APIGatewayProxyEventV2, 'headers'> & {
  readonly requestContext: {
    readonly requestId: string;
    readonly apiId: string;
    readonly authorizer?: {
      readonly iam?: { readonly userArn?: unknown };
      readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
    };
  };
};

export interface CallerDependencies {
  /** Callers that sign with SigV4 must be in this account and partition. */
  readonly accountId: string;
  readonly partition: string;
  /** Events of any other API are refused, whatever its authorizer says. */
  readonly apis: KnownApis;
  readonly audit: AuditLog;
}

/**
 * Returns the caller that the authorizer authenticated. Nothing else in the request identifies a caller.
 *
 * @throws BrokerError AccessDenied if no grant can name the caller, if not exactly one authorizer ran, or if it is not the
 *   authorizer of an API that the function was deployed with
 */
export function callerOf(event: AuthorizedEvent, dependencies: CallerDependencies): CallerIdentity {
  const { requestId, authorizer } = event.requestContext;
  const caller = authenticatedCaller(event, dependencies);
  if (caller === undefined) {
    dependencies.audit.record({
      type: 'CallerRefused',
      requestId,
      caller: auditIdentity(authorizer),
    });
    throw new BrokerError(
      'AccessDenied',
      authorizer?.jwt === undefined
        ? `Only IAM roles and users of the account ${dependencies.accountId} can have grants. Assume a role there first.`
        : 'The token must be the one that the gateway verified, of the issuer (iss) and for the audience (aud) of this API, with a subject (sub).',
    );
  }
  return caller;
}

function authenticatedCaller(
  { headers, requestContext: { apiId, authorizer } }: AuthorizedEvent,
  { accountId, partition, apis }: CallerDependencies,
): CallerIdentity | undefined {
  const iam = authorizer?.iam ?? undefined;
  const jwt = authorizer?.jwt ?? undefined;
  if (iam !== undefined && jwt === undefined && apis.iam !== undefined && apiId === apis.iam) {
    return parseIamCaller(iam.userArn, accountId, partition);
  }
  const jwtApi = apis.jwt.find((api) => api.apiId === apiId);
  return jwt !== undefined && iam === undefined && jwtApi !== undefined
    ? parseJwtCaller(headers.authorization, jwt.claims, jwtApi)
    : undefined;
}

/** Returns the identity that the authorizer reported, for the audit log. */
function auditIdentity(
  authorizer: AuthorizedEvent['requestContext']['authorizer'],
): Readonly<Record<string, string>> {
  const { iss, sub } = authorizer?.jwt?.claims ?? {};
  const names = { arn: authorizer?.iam?.userArn, issuer: iss, subject: sub };
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}
