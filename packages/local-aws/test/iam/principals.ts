import { parsePolicy } from '../../src/iam/parse-policy.ts';
import type {
  AssumedRolePrincipal,
  FederatedUserPrincipal,
  UserPrincipal,
} from '../../src/iam/principal.ts';

export const ACCOUNT_ID = '111122223333';
export const ISSUED_AT = new Date('2026-11-21T20:00:00Z');

export const BROKER: UserPrincipal = {
  kind: 'user',
  accountId: ACCOUNT_ID,
  userName: 'Broker',
  arn: `arn:aws:iam::${ACCOUNT_ID}:user/Broker`,
  userId: 'AIDABROKER',
  accessKeyId: 'AKIABROKER',
};

/**
 * A federated user with the name of an IAM user that could exist. `undefined` means that no session policy was passed.
 */
export function federatedBob(sessionPolicy: unknown): FederatedUserPrincipal {
  return {
    kind: 'federated-user',
    accountId: ACCOUNT_ID,
    name: 'Bob',
    arn: `arn:aws:sts::${ACCOUNT_ID}:federated-user/Bob`,
    userId: `${ACCOUNT_ID}:Bob`,
    issuer: BROKER,
    sessionPolicies: sessionPolicy === undefined ? [] : [parsePolicy(sessionPolicy, 'session')],
    sessionTags: [],
    accessKeyId: 'ASIABOB',
    issuedAt: ISSUED_AT,
  };
}

export function roleSession(sessionPolicy: unknown): AssumedRolePrincipal {
  return {
    kind: 'assumed-role',
    accountId: ACCOUNT_ID,
    roleName: 'TeamA',
    sessionName: 'alice',
    arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/TeamA/alice`,
    roleArn: `arn:aws:iam::${ACCOUNT_ID}:role/path/TeamA`,
    userId: 'AROATEAMA:alice',
    sessionPolicies:
      sessionPolicy === undefined ? undefined : [parsePolicy(sessionPolicy, 'session')],
    accessKeyId: 'ASIATEAMA',
    issuedAt: ISSUED_AT,
  };
}
