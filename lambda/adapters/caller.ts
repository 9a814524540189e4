import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { BrokerError } from '../../core/broker-error.ts';
import { parseIamCaller } from '../../core/callers/iam-caller.ts';
import type { CallerIdentity } from '../../core/callers/identity.ts';
import { parseJwtCaller } from '../../core/callers/jwt-caller.ts';
import type { AuditLog } from '../../core/use-cases/ports.ts';

/** The part of an HTTP API's event that says who calls; the context is believed to be there only when it is. */
export type AuthorizedEvent = Pick<APIGatewayProxyEventV2, 'headers'> & {
  readonly requestContext: {
    readonly requestId: string;
    readonly authorizer?: {
      readonly iam?: { readonly userArn?: unknown };
      readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
    };
  };
};

export interface CallerDependencies {
  /** The account and partition that callers who sign with SigV4 must be of. */
  readonly accountId: string;
  readonly partition: string;
  /** The claim that people know a caller with a token by. */
  readonly nameClaim: string;
  readonly audit: AuditLog;
}

/**
 * Whom the authorizer let in: nothing else that a caller sends says who it is.
 *
 * @throws BrokerError AccessDenied for whom no grant can name, and where no authorizer or more than one has been at work
 */
export function callerOf(event: AuthorizedEvent, dependencies: CallerDependencies): CallerIdentity {
  const { requestId, authorizer } = event.requestContext;
  const caller = vouchedFor(event, dependencies);
  if (caller === undefined) {
    dependencies.audit.record({ type: 'CallerRefused', requestId, caller: namesIn(authorizer) });
    throw new BrokerError(
      'AccessDenied',
      authorizer?.jwt === undefined
        ? `Grants are for IAM roles and users of the account ${dependencies.accountId}: assume a role there first.`
        : 'The token must be the one that the gateway verified, and name its issuer (iss) and subject (sub).',
    );
  }
  return caller;
}

function vouchedFor(
  { headers, requestContext: { authorizer } }: AuthorizedEvent,
  { accountId, partition, nameClaim }: CallerDependencies,
): CallerIdentity | undefined {
  const iam = authorizer?.iam ?? undefined;
  const jwt = authorizer?.jwt ?? undefined;
  if (iam !== undefined && jwt === undefined) {
    return parseIamCaller(iam.userArn, accountId, partition);
  }
  return jwt !== undefined && iam === undefined
    ? parseJwtCaller(headers.authorization, jwt.claims, nameClaim)
    : undefined;
}

/** What the authorizer calls somebody whom the broker does not know. */
function namesIn(
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
