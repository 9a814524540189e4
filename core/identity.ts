/** Who calls, as the HTTP API's IAM authorizer tells it. */
export type CallerIdentity =
  | {
      readonly kind: 'user';
      readonly accountId: string;
      readonly userName: string;
      readonly arn: string;
    }
  | {
      readonly kind: 'assumed-role';
      readonly accountId: string;
      readonly roleName: string;
      readonly sessionName: string;
      readonly arn: string;
    };

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
): CallerIdentity | undefined {
  if (typeof userArn !== 'string') {
    return undefined;
  }
  const [arn, ofPartition, ofAccount, name, sessionName] =
    USER.exec(userArn) ?? ASSUMED_ROLE.exec(userArn) ?? [];
  if (arn === undefined || name === undefined) {
    return undefined;
  }
  if (ofPartition !== partition || ofAccount !== accountId) {
    return undefined;
  }
  return sessionName === undefined
    ? { kind: 'user', accountId, userName: name, arn }
    : { kind: 'assumed-role', accountId, roleName: name, sessionName, arn };
}

/** The whole identity as one text that no other identity has. */
export function identityText(caller: CallerIdentity): string {
  return JSON.stringify(
    caller.kind === 'user'
      ? [caller.kind, caller.accountId, caller.userName]
      : [caller.kind, caller.accountId, caller.roleName, caller.sessionName],
  );
}
