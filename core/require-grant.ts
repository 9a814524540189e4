import { BrokerError } from './broker-error.ts';
import type { CallerGrant } from './caller-grant.ts';
import { federatedUserNameOf } from './federated-user-name.ts';
import type { GrantIndex } from './grant-index.ts';
import { type AccessRequest, matchGrant } from './grant-matching.ts';
import { auditedCaller, type CallerIdentity } from './identity.ts';
import type { AuditLog } from './ports.ts';
import { printable } from './problems.ts';
import { formatTarget } from './target.ts';

/**
 * The grant that covers the request. Where none does, records that and throws BrokerError AccessDenied.
 *
 * @param advice what the message says beside where one's grants are listed
 */
export function requireGrant(
  request: AccessRequest,
  caller: CallerIdentity,
  requestId: string,
  deps: { readonly grants: GrantIndex; readonly audit: AuditLog },
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
    `No grant of yours covers ${request.permission} on ${printable(target)}${restOf(request)}. ` +
      `GET /grants lists your grants${advice}.`,
  );
}

function restOf({ durationSeconds, name }: AccessRequest): string {
  return [
    durationSeconds === undefined ? '' : ` for ${durationSeconds} seconds`,
    name === undefined ? '' : ` as ${name}`,
  ].join('');
}
