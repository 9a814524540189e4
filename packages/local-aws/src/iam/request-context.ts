import type { AuthorizationRequest } from './authorizer.ts';
import type { Principal, SessionTag } from './principal.ts';

/** Condition keys in lower case with their values. A key without values is absent. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

/** The prefix of the condition key of a principal tag. */
const PRINCIPAL_TAG = 'aws:PrincipalTag/';

/**
 * Returns the condition keys of a request: those of the service, and those of IAM, which no service can override.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function requestContext(
  request: AuthorizationRequest,
  region: string,
  now: Date,
  principalTags: readonly SessionTag[] = [],
): RequestContext {
  const context = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(request.context ?? {})) {
    if (!key.toLowerCase().startsWith(PRINCIPAL_TAG.toLowerCase())) {
      context.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
    }
  }
  const global: Record<string, string | undefined> = {
    'aws:CurrentTime': isoSeconds(now),
    'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
    'aws:RequestedRegion': region,
    'aws:ResourceAccount': request.resourceAccount,
    // The loopback endpoint stands for AWS's TLS endpoint, so policies that require TLS behave as on AWS.
    'aws:SecureTransport': 'true',
    'aws:SourceIp': request.sourceIp,
    'aws:ViaAWSService': String(request.viaAwsService ?? false),
    ...principalKeys(request.principal),
    ...Object.fromEntries(principalTags.map(({ key, value }) => [PRINCIPAL_TAG + key, value])),
  };
  for (const [key, value] of Object.entries(global)) {
    if (value === undefined) {
      context.delete(key.toLowerCase());
    } else {
      context.set(key.toLowerCase(), [value]);
    }
  }
  return context;
}

/** `2026-11-21T20:00:00Z`. AWS writes times in policies and in answers of STS without milliseconds. */
export function isoSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** Keys that the kind of principal does not have are `undefined`, so a service cannot add them. */
function principalKeys(principal: Principal): Record<string, string | undefined> {
  const isAnonymous = principal.kind === 'anonymous';
  const identity = 'userId' in principal ? principal : undefined;
  const issuedAt = 'issuedAt' in principal ? isoSeconds(principal.issuedAt) : undefined;
  return {
    'aws:userid': isAnonymous ? 'anonymous' : identity?.userId,
    'aws:username': principal.kind === 'user' ? principal.userName : undefined,
    'aws:PrincipalAccount': isAnonymous ? 'anonymous' : identity?.accountId,
    'aws:PrincipalArn': principalArn(principal),
    'aws:PrincipalIsAWSService': isAnonymous ? undefined : String(principal.kind === 'service'),
    'aws:PrincipalServiceName': principal.kind === 'service' ? principal.service : undefined,
    'aws:PrincipalType': PRINCIPAL_TYPES[principal.kind],
    'aws:TokenIssueTime': issuedAt,
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable */
const PRINCIPAL_TYPES: Readonly<Record<Principal['kind'], string | undefined>> = {
  user: 'User',
  'assumed-role': 'AssumedRole',
  'federated-user': 'FederatedUser',
  anonymous: 'Anonymous',
  service: undefined,
};

/** Returns the role's ARN for a role's session. Anonymous callers and services have no ARN. */
function principalArn(principal: Principal): string | undefined {
  switch (principal.kind) {
    case 'user':
    case 'federated-user':
      return principal.arn;
    case 'assumed-role':
      return principal.roleArn;
    case 'service':
    case 'anonymous':
      return undefined;
  }
}
