import type { AssumedRoleCaller, IamUserCaller } from './identity.ts';

/** The ARN of a user contains its path. The ARN of a session does not contain the path of its role. */
const USER = /^arn:([a-z-]+):iam::(\d{12}):user\/(?:[!-~]+\/)?([\w+=,.@-]{1,64})$/;
const ASSUMED_ROLE =
  /^arn:([a-z-]+):sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})\/([\w+=,.@-]{2,64})$/;

/**
 * Parses the `userArn` of an IAM authorizer. `accountId` and `partition` are those of the stack.
 *
 * Returns undefined for callers that no grant can name: the root user, federated users and other accounts.
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
