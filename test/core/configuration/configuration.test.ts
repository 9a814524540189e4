import { parseConfiguration } from '../../../core/configuration/configuration.ts';
import { parseScope } from '../grants/parse-scope.ts';

describe('parseConfiguration', () => {
  test('has a default for every field except optional ones', () => {
    expect(parseConfiguration({})).toEqual({
      stackName: 'FederationBroker',
      authentication: [{ type: 'iam' }],
      rotationDays: 30,
      throttle: { rateLimit: 50, burstLimit: 100 },
      allowCustomerProvidedKeys: false,
      revocations: [],
      grants: 'grants.json',
      logRetentionDays: 365,
      keepLogs: false,
      architecture: 'arm64',
      tags: [],
    });
  });

  test('keeps every field except $schema', () => {
    const written = {
      stackName: 'Prod',
      authentication: [{ type: 'iam' }],
      rotationDays: 7,
      throttle: { rateLimit: 5, burstLimit: 10 },
      allowCustomerProvidedKeys: true,
      revocations: [{ federatedUser: 'User1', issuedBefore: '2026-11-21T20:00:00Z' }],
      grants: 'prod.json',
      logRetentionDays: 30,
      keepLogs: true,
      kmsKey: 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f',
      architecture: 'x86_64',
      reservedConcurrency: 20,
      alarmTopic: 'arn:aws:sns:eu-west-1:111122223333:broker-alarms',
      rolesBoundary: 'arn:aws:iam::111122223333:policy/org-boundary',
    };
    const ceiling = [
      { scope: 's3://amzn-s3-demo-bucket/*', permission: 'LIST', bucketAccount: '444455556666' },
    ];
    const tags = { team: 'a', 'cost center': '' };
    expect(parseConfiguration({ $schema: 'x', ...written, ceiling, tags })).toStrictEqual({
      ...written,
      tags: [
        { key: 'team', value: 'a' },
        { key: 'cost center', value: '' },
      ],
      ceiling: [
        {
          scope: parseScope('s3://amzn-s3-demo-bucket/*'),
          permission: 'LIST',
          bucketAccount: '444455556666',
        },
      ],
    });
  });

  test('refuses a limit for a route of the JWT API if the configuration has no JWT API', () => {
    const routeThrottles = { 'GET /credentials': { rateLimit: 1, burstLimit: 1 } };
    const jwt = { type: 'jwt', issuer: 'https://id.example.com', audience: 'broker' };
    expect(() => parseConfiguration({ routeThrottles })).toThrow(
      'routeThrottles."GET /credentials": only the API for tokens has this route; add a "jwt" entry to "authentication"',
    );
    expect(parseConfiguration({ routeThrottles, authentication: [jwt] }).routeThrottles).toEqual([
      ['GET /credentials', { rateLimit: 1, burstLimit: 1 }],
    ]);
  });

  test('fills in the missing field of throttle', () => {
    expect(parseConfiguration({ throttle: { rateLimit: 5 } }).throttle).toEqual({
      rateLimit: 5,
      burstLimit: 100,
    });
  });
});
