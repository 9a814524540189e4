import { formatTarget } from '../aws/target.ts';
import { BrokerError } from '../broker-error.ts';
import { federatedUserNameOf } from '../callers/federated-user-name.ts';
import { auditedCaller, type CallerIdentity } from '../callers/identity.ts';
import type { CallerGrant } from '../grants/caller-grant.ts';
import type { GrantIndex } from '../grants/grant-index.ts';
import { type AccessRequest, matchGrant } from '../grants/grant-matching.ts';
import { printable } from '../problems.ts';
import type { AuditLog } from './ports.ts';

export interface GrantDependencies {
  readonly grants: GrantIndex;
  readonly audit: AuditLog;
}

/**
 * Returns the grant that covers the request. If none does, records that and throws BrokerError AccessDenied.
 *
 * @param advice the last sentence of the error message
 */
export function requireGrant(
  request: AccessRequest,
  caller: CallerIdentity,
  requestId: string,
  deps: GrantDependencies,
  advice: string,
): { readonly granted: CallerGrant; readonly durationSeconds: number } {
  const match = matchGrant(deps.grants, caller, request);
  if (match.covered) {
    return { granted: match, durationSeconds: match.durationSeconds };
  }
  const target = formatTarget(request.target);
  deps.audit.record({
    type: 'AccessDenied',
    requestId,
    caller: auditedCaller(caller),
    target,
    permission: request.permission,
    federatedUserName: request.name ?? federatedUserNameOf(caller),
    ...(request.durationSeconds === undefined ? {} : { durationSeconds: request.durationSeconds }),
  });
  throw new BrokerError(
    'AccessDenied',
    `None of your grants covers ${request.permission} on ${printable(target)}${restOf(request)}. ` +
      `GET /grants lists them. ${advice}`,
  );
}

function restOf({ durationSeconds, name }: AccessRequest): string {
  return [
    durationSeconds === undefined ? '' : ` for ${durationSeconds} seconds`,
    name === undefined ? '' : ` as ${name}`,
  ].join('');
}
