import type { FederatedUserPrincipal } from 'local-aws/iam';
import { type Probe, requestOf } from './escape-probes.ts';
import { randomFederatedUserName } from './escape-targets.ts';
import type { CaseRequest } from './policy-case.ts';
import { BROKER } from './principals.ts';
import type { Random } from './random.ts';

export const ACCOUNT_ID = '111122223333';

/** Returns a federated user of the broker with a random name. */
export function federatedUser(random: Random): FederatedUserPrincipal {
  const name = randomFederatedUserName(random);
  return {
    kind: 'federated-user',
    accountId: ACCOUNT_ID,
    name,
    arn: `arn:aws:sts::${ACCOUNT_ID}:federated-user/${name}`,
    userId: `${ACCOUNT_ID}:${name}`,
    issuer: BROKER,
    sessionPolicies: [],
    sessionTags: [{ key: 'team', value: 'team-a' }],
    accessKeyId: 'ASIAALICE',
    issuedAt: new Date('2026-11-21T20:00:00Z'),
  };
}

export function requestBy(principal: FederatedUserPrincipal, probe: Probe): CaseRequest {
  return {
    ...requestOf(probe),
    principal,
    sourceIp: '203.0.113.9',
    resourceAccount: ACCOUNT_ID,
  };
}
