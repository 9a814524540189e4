import { federatedUserNameOf } from '../../../core/callers/federated-user-name.ts';
import { parseGrants } from '../../../core/grants/grant.ts';
import { indexGrants } from '../../../core/grants/grant-index.ts';
import { listGrants } from '../../../core/use-cases/list-grants.ts';
import { ALICE, callerOf, grantOf, grantTo, ISSUER, jwtCallerOf, REGION } from '../fixtures.ts';

describe('listGrants', () => {
  test("lists only the caller's grants, in the order of the file", () => {
    const grants = indexGrants([
      grantTo('role/TeamA', 's3://amzn-s3-demo-bucket/*', 'LIST', { description: 'internal' }),
      grantTo('role/TeamB', 's3://amzn-s3-demo-bucket/team-b/*', 'READ'),
      grantTo('role/TeamA', 's3://amzn-s3-demo-bucket/team-a/*', 'READ', {
        id: 'second',
        maxDurationSeconds: 7200,
        validUntil: '2026-12-31',
        region: 'eu-central-1',
        federatedUserNames: ['User*'],
        console: true,
      }),
    ]);
    expect(listGrants(callerOf(ALICE), { grants, region: REGION })).toEqual({
      Caller: { Arn: ALICE, FederatedUserName: federatedUserNameOf(callerOf(ALICE)) },
      CallerAccessGrantsList: [
        {
          GrantId: 'grant',
          GrantScope: 's3://amzn-s3-demo-bucket/*',
          Permission: 'LIST',
          Region: REGION,
          MaxDurationSeconds: 3600,
        },
        {
          GrantId: 'second',
          GrantScope: 's3://amzn-s3-demo-bucket/team-a/*',
          Permission: 'READ',
          Region: 'eu-central-1',
          MaxDurationSeconds: 7200,
          ValidUntil: '2027-01-01T00:00:00Z',
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
    expect(listGrants(caller, { grants, region: REGION })).toEqual({
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
          Region: REGION,
          MaxDurationSeconds: 3600,
        },
      ],
    });
  });

  test('lists a grant with several scopes once for each scope', () => {
    const scopes = ['s3://amzn-s3-demo-bucket/in/*', 's3://amzn-s3-demo-bucket2/in/*'];
    const [first, second] = parseGrants({
      grants: [{ id: 'both', grantee: { iam: 'role/TeamA' }, scopes, permission: 'READ' }],
    });
    const grants = indexGrants([first, second].filter((grant) => grant !== undefined));
    const listed = listGrants(callerOf(ALICE), { grants, region: REGION }).CallerAccessGrantsList;
    expect(listed.map(({ GrantId, GrantScope }) => [GrantId, GrantScope])).toEqual([
      ['both', scopes[0]],
      ['both', scopes[1]],
    ]);
  });

  test('returns an empty list for a caller without grants', () => {
    const grants = indexGrants([]);
    expect(listGrants(callerOf(ALICE), { grants, region: REGION }).CallerAccessGrantsList).toEqual(
      [],
    );
  });
});
