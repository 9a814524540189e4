import { parseGrants } from '../../core/grant.ts';
import { grantsOf, indexGrants, matchGrant, NEAR_MISSES_MAX } from '../../core/grant-matching.ts';
import { parseTokenRequest } from '../../core/token-request.ts';
import cases from '../cases/grant-matching.json' with { type: 'json' };
import { callerOf, grantTo } from './fixtures.ts';

describe('matchGrant', () => {
  test.each(cases)('$name', ({ grants, caller, request, expected }) => {
    const index = indexGrants(parseGrants({ grants }));
    const { access } = parseTokenRequest(request);
    const match = matchGrant(index, callerOf(caller), access);
    expect(
      match.covered
        ? { covered: { grantId: match.grant.id, durationSeconds: match.durationSeconds } }
        : { nearMisses: match.nearMisses },
    ).toEqual(expected);
  });

  test('takes any text as the prefix of a listing', () => {
    const index = indexGrants([grantTo('role/TeamA', 's3://amzn-s3-demo-bucket/team-a/*', 'LIST')]);
    const covered = (prefix: string) =>
      matchGrant(index, callerOf('arn:aws:sts::111122223333:assumed-role/TeamA/alice'), {
        target: { kind: 'prefix', bucket: 'amzn-s3-demo-bucket', prefix },
        permission: 'LIST',
      }).covered;
    expect(['team-a/', 'team-a/repo', 'team-a/\u65e5'].map(covered)).toEqual([true, true, true]);
    expect(['', 'team-', 'team-a', 'team-ab/'].map(covered)).toEqual([false, false, false, false]);
  });

  test('names no more near misses than a person reads', () => {
    const grants = Array.from({ length: NEAR_MISSES_MAX + 1 }, (_, index) => ({
      ...grantTo('user/Bob', 's3://amzn-s3-demo-bucket/*', 'LIST'),
      id: `grant-${index}`,
    }));
    const match = matchGrant(indexGrants(grants), callerOf('arn:aws:iam::111122223333:user/Bob'), {
      target: { kind: 'prefix', bucket: 'amzn-s3-demo-bucket', prefix: '' },
      permission: 'READ',
    });
    expect(match).toMatchObject({ covered: false, nearMisses: { length: NEAR_MISSES_MAX } });
  });
});

describe('grantsOf', () => {
  test('looks at no grant of anybody else', () => {
    const own = grantTo('user/Bob', 's3://amzn-s3-demo-bucket/*', 'LIST');
    const unreadable = new Proxy(grantTo('user/Eve', 's3://amzn-s3-demo-bucket/*', 'READ'), {
      get(grant, property) {
        if (property !== 'grantee') {
          throw new Error(`read ${String(property)} of a grant for somebody else`);
        }
        return grant.grantee;
      },
    });
    const index = indexGrants([unreadable, own, unreadable]);
    expect(grantsOf(index, callerOf('arn:aws:iam::111122223333:user/Bob'))).toEqual([own]);
  });
});
