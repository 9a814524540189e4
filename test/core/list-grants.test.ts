import { indexGrants } from '../../core/grant-matching.ts';
import { listGrants } from '../../core/list-grants.ts';
import { ALICE, callerOf, grantTo } from './fixtures.ts';

describe('listGrants', () => {
  test('lists the caller its own grants in the order of the file, and nobody else', () => {
    const grants = indexGrants([
      grantTo('role/TeamA', 's3://amzn-s3-demo-bucket/*', 'LIST', { description: 'internal' }),
      grantTo('role/TeamB', 's3://amzn-s3-demo-bucket/team-b/*', 'READ'),
      grantTo('role/TeamA', 's3://amzn-s3-demo-bucket/team-a/*', 'READ', {
        id: 'second',
        maxDurationSeconds: 7200,
        federatedUserNames: ['User*'],
      }),
    ]);
    expect(listGrants(callerOf(ALICE), grants)).toEqual({
      Caller: ALICE,
      CallerAccessGrantsList: [
        {
          GrantId: 'grant',
          GrantScope: 's3://amzn-s3-demo-bucket/*',
          Permission: 'LIST',
          MaxDurationSeconds: 3600,
        },
        {
          GrantId: 'second',
          GrantScope: 's3://amzn-s3-demo-bucket/team-a/*',
          Permission: 'READ',
          MaxDurationSeconds: 7200,
          FederatedUserNames: ['User*'],
        },
      ],
    });
  });

  test('has an empty list for a caller without grants', () => {
    expect(listGrants(callerOf(ALICE), indexGrants([])).CallerAccessGrantsList).toEqual([]);
  });
});
