import type { AssumedRolePrincipal, FederatedUserPrincipal, UserPrincipal } from 'local-aws/iam';

const ACCOUNT_ID = '111122223333';
const ISSUED_AT = new Date('2026-11-21T20:00:00Z');

export const BROKER: UserPrincipal = {
  kind: 'user',
  accountId: ACCOUNT_ID,
  userName: 'Broker',
  arn: `arn:aws:iam::${ACCOUNT_ID}:user/Broker`,
  userId: 'AIDABROKER',
  accessKeyId: 'AKIABROKER',
};

/** A federated user with the name of an IAM user that could exist. */
export const FEDERATED_BOB: FederatedUserPrincipal = {
  kind: 'federated-user',
  accountId: ACCOUNT_ID,
  name: 'Bob',
  arn: `arn:aws:sts::${ACCOUNT_ID}:federated-user/Bob`,
  userId: `${ACCOUNT_ID}:Bob`,
  issuer: BROKER,
  sessionPolicies: [],
  sessionTags: [],
  accessKeyId: 'ASIABOB',
  issuedAt: ISSUED_AT,
};

export const TEAM_A_SESSION: AssumedRolePrincipal = {
  kind: 'assumed-role',
  accountId: ACCOUNT_ID,
  roleName: 'TeamA',
  sessionName: 'alice',
  arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/TeamA/alice`,
  roleArn: `arn:aws:iam::${ACCOUNT_ID}:role/path/TeamA`,
  userId: 'AROATEAMA:alice',
  accessKeyId: 'ASIATEAMA',
  issuedAt: ISSUED_AT,
};
