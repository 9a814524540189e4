import { formatTarget, pathOf } from '../aws/target.ts';
import { BrokerError } from '../broker-error.ts';
import { federatedUserNameOf } from '../callers/federated-user-name.ts';
import { auditedCaller, type CallerIdentity } from '../callers/identity.ts';
import type { GrantIndex } from '../grants/grant-index.ts';
import {
  type GrantedAccess,
  matchSession,
  type SessionRequest,
  type UncoveredAccess,
} from '../grants/session-match.ts';
import { printable } from '../problems.ts';
import type { AuditLog, Clock } from './ports.ts';

/** For a statement that allows s3:ListBucket. */
const FOLDER_CONDITION = '"Condition": {"StringLike": {"s3:prefix": "FOLDER/*"}}';

export interface GrantDependencies {
  readonly grants: GrantIndex;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/**
 * Returns the grant of each access. If no grant covers one of them, records each such access and throws BrokerError AccessDenied.
 *
 * @param advice the last sentence of the error message
 */
export function requireGrants(
  request: SessionRequest,
  caller: CallerIdentity,
  requestId: string,
  deps: GrantDependencies,
  advice: string,
): { readonly accesses: readonly GrantedAccess[]; readonly durationSeconds: number } {
  const match = matchSession(deps.grants, caller, request, deps.clock());
  if (match.covered) {
    return match;
  }
  const uncovered = match.accesses.filter(
    (access): access is UncoveredAccess => 'nearMisses' in access,
  );
  for (const { target, permission } of uncovered) {
    deps.audit.record({
      type: 'AccessDenied',
      requestId,
      caller: auditedCaller(caller),
      target: formatTarget(target),
      permission,
      federatedUserName: request.name ?? federatedUserNameOf(caller),
      ...(request.durationSeconds === undefined
        ? {}
        : { durationSeconds: request.durationSeconds }),
    });
  }
  const asked = uncovered.map(textOf);
  throw new BrokerError(
    'AccessDenied',
    `None of your grants covers ${asked.join(', or ')}${restOf(request)}. GET /grants lists them. ${advice}`,
  );
}

function textOf({ target, permission, deletes, statements }: UncoveredAccess): string {
  const access = `${permission} on ${printable(formatTarget(target))}`;
  if (statements === undefined) {
    return access;
  }
  const positions = statements.map((position) => `Policy.Statement[${position}]`).join(', ');
  const isListOfBucket = permission === 'LIST' && pathOf(target) === '';
  return (
    `${access} (${positions}${deletes === true ? ', which must be able to delete' : ''}` +
    `${isListOfBucket ? `; to list one folder, add ${FOLDER_CONDITION}` : ''})`
  );
}

function restOf({ durationSeconds, name }: SessionRequest): string {
  return [
    durationSeconds === undefined ? '' : ` for ${durationSeconds} seconds`,
    name === undefined ? '' : ` as ${name}`,
  ].join('');
}
