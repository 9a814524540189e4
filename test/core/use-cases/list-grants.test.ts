import { federatedUserNameOf } from '../../../core/callers/federated-user-name.ts';
import { indexGrants } from '../../../core/grants/grant-index.ts';
import { listGrants } from '../../../core/use-cases/list-grants.ts';
import { ALICE, callerOf, grantOf, grantTo, ISSUER, jwtCallerOf } from '../fixtures.ts';

describe('listGrants', () => {
  test("lists only the caller's grants, in the order of the file", () => {
    const grants = indexGrants([
      grantTo('role/TeamA', 's3://amzn-s3-demo-bucket/*', 'LIST', { description: 'internal' }),
      grantTo('role/TeamB', 's3://amzn-s3-demo-bucket/team-b/*', 'READ'),
      grantTo('role/TeamA', 's3://amzn-s3-demo-bucket/team-a/*', 'READ', {
        id: 'second',
        maxDurationSeconds: 7200,
        federatedUserNames: ['User*'],
        console: true,
      }),
    ]);
    expect(listGrants(callerOf(ALICE), grants)).toEqual({
      Caller: { Arn: ALICE, FederatedUserName: federatedUserNameOf(callerOf(ALICE)) },
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
          Console: true,
        },
      ],
    });
  });

  test('fills in the claims of a token, and omits grants that need a missing claim', () => {
    const grants = indexGrants([
      grantOf({ id: 'homes' }),
      grantOf({ id: 'teams', scope: 's3://amzn-s3-demo-bucket/{team}/*' }),
      grantOf({ id: 'tagged', tags: { team: '{team}' } }),
    ]);
    const caller = jwtCallerOf({ team: 'a/b' });
    expect(listGrants(caller, grants)).toEqual({
      Caller: {
        Issuer: ISSUER,
        Subject: 'alice',
        FederatedUserName: federatedUserNameOf(caller),
      },
      CallerAccessGrantsList: [
        {
          GrantId: 'homes',
          GrantScope: 's3://amzn-s3-demo-bucket/home/alice/*',
          Permission: 'READ',
          MaxDurationSeconds: 3600,
        },
      ],
    });
  });

  test('returns an empty list for a caller without grants', () => {
    expect(listGrants(callerOf(ALICE), indexGrants([])).CallerAccessGrantsList).toEqual([]);
  });
});
