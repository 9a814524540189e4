import { containerCredentials } from '../../../core/use-cases/issue-token.ts';

test('containerCredentials returns exactly the four strings that AWS SDKs expect', () => {
  const credentials = containerCredentials({
    Credentials: {
      AccessKeyId: 'ASIA1',
      SecretAccessKey: 'secret-access-key',
      SessionToken: 'session-token',
      Expiration: '2026-11-21T21:00:00Z',
    },
    FederatedUser: { FederatedUserId: '111122223333:alice', Arn: 'arn' },
    PackedPolicySize: 12,
    Policy: { Version: '2012-10-17', Statement: [] },
    Accesses: [],
  });
  expect(credentials).toStrictEqual({
    AccessKeyId: 'ASIA1',
    SecretAccessKey: 'secret-access-key',
    Token: 'session-token',
    Expiration: '2026-11-21T21:00:00Z',
  });
});
