import type { AssumedRoleCaller, IamUserCaller } from './identity.ts';

/** A user's ARN holds its path, a session's does not hold its role's. */
const USER = /^arn:([a-z-]+):iam::(\d{12}):user\/(?:[!-~]+\/)?([\w+=,.@-]{1,64})$/;
const ASSUMED_ROLE =
  /^arn:([a-z-]+):sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})\/([\w+=,.@-]{2,64})$/;

/**
 * The caller that an IAM authorizer's `userArn` names; `accountId` and `partition` are the stack's.
 *
 * Undefined means that AWS knows the caller but no grant can name it: root, a federated user, another account.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function parseIamCaller(
  userArn: unknown,
  accountId: string,
  partition: string,
): IamUserCaller | AssumedRoleCaller | undefined {
  if (typeof userArn !== 'string') {
    return undefined;
  }
  const match = USER.exec(userArn) ?? ASSUMED_ROLE.exec(userArn);
  if (match === null) {
    return undefined;
  }
  const [arn, ofPartition, ofAccount, name = '', sessionName] = match;
  if (ofPartition !== partition || ofAccount !== accountId) {
    return undefined;
  }
  return sessionName === undefined
    ? { kind: 'user', accountId, userName: name, arn }
    : { kind: 'assumed-role', accountId, roleName: name, sessionName, arn };
}
