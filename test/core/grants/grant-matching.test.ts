import { formatTarget } from '../../../core/aws/target.ts';
import type { Claims } from '../../../core/callers/claims.ts';
import type { CallerIdentity } from '../../../core/callers/identity.ts';
import { GRANTS_MAX, type Grant, parseGrants } from '../../../core/grants/grant.ts';
import { indexGrants } from '../../../core/grants/grant-index.ts';
import { matchGrant, NEAR_MISSES_MAX } from '../../../core/grants/grant-matching.ts';
import type { RequestedAccess } from '../../../core/grants/session-match.ts';
import { parseTokenRequest } from '../../../core/requests/token-request.ts';
import { timestamp } from '../../../core/timestamp.ts';
import cases from '../../cases/grant-matching.json' with { type: 'json' };
import { parseTarget } from '../aws/parse-target.ts';
import { ACCOUNT, ALICE, BOB, callerOf, grantOf, grantTo, jwtCallerOf, NOW } from '../fixtures.ts';

describe('matchGrant', () => {
  test.each(cases)('$name', ({ grants, caller, request, expected }) => {
    const index = indexGrants(parseGrants({ grants }));
    const { accesses, ...common } = parseTokenRequest(request).session;
    const [access] = accesses as [RequestedAccess];
    const match = matchGrant(index, callerOf(caller), { ...common, ...access }, NOW);
    expect(
      match.covered
        ? { covered: { grantId: match.grant.id, durationSeconds: match.durationSeconds } }
        : { nearMisses: match.nearMisses },
    ).toEqual(expected);
  });

  describe('a caller with a token', () => {
    const homes = grantOf({ id: 'homes' });
    const all = grantOf({ id: 'all', scope: 's3://amzn-s3-demo-bucket/*' });
    const match = (grants: readonly Grant[], path: string, claims: Claims = {}) => {
      const found = matchGrant(
        indexGrants(grants),
        jwtCallerOf(claims),
        {
          target: parseTarget(`s3://amzn-s3-demo-bucket/${path}`),
          permission: 'READ',
        },
        NOW,
      );
      return found.covered ? [found.grant.id, formatTarget(found.scope)] : found.nearMisses;
    };

    test('gets the scope with the claims filled in', () => {
      const scope = 's3://amzn-s3-demo-bucket/home/alice/*';
      expect(match([homes], 'home/alice/x')).toEqual(['homes', scope]);
    });

    test('gets the scope that is narrowest after the claims are filled in', () => {
      const written = grantOf({ id: 'w', scope: 's3://amzn-s3-demo-bucket/home/alice/x/*' });
      const filled = grantOf({
        id: 'f',
        scope: 's3://amzn-s3-demo-bucket/home/{sub}/{https://example.com/the-folder}/*',
      });
      const claims = { 'https://example.com/the-folder': 'x' };
      expect(match([all, homes, filled, written], 'home/alice/x/y', claims)[0]).toBe('f');
      expect(match([written, filled], 'home/alice/x/y', claims)[0]).toBe('w');
    });

    test.each([['home/bob/*'], ['home/*'], ['home/alice2/*'], ['home/{sub}/*'], ['home/alice']])(
      'is refused %s because of the scope',
      (path) => {
        expect(match([homes], path)).toEqual([{ grantId: 'homes', fails: ['scope'] }]);
      },
    );

    test('still has other grants if one needs a missing claim', () => {
      expect(match([homes, all], 'home/x/*', { sub: '*' })[0]).toBe('all');
      expect(match([homes], 'home/x/*', { sub: '*' })).toEqual([
        { grantId: 'homes', fails: ['claims'] },
      ]);
    });
  });

  describe('the console', () => {
    const folder = (more: object) =>
      grantTo('user/Bob', 's3://amzn-s3-demo-bucket/a/*', 'READ', { id: 'folder', ...more });
    const bucket = (more: object) =>
      grantTo('user/Bob', 's3://amzn-s3-demo-bucket/*', 'READ', { id: 'bucket', ...more });
    const match = (grants: readonly Grant[], console?: boolean) => {
      const found = matchGrant(
        indexGrants(grants),
        callerOf(BOB),
        {
          target: parseTarget('s3://amzn-s3-demo-bucket/a/*'),
          permission: 'READ',
          console,
        },
        NOW,
      );
      return found.covered ? found.grant.id : found.nearMisses;
    };

    test.each([[{}], [{ console: false }]])('is not covered by a grant with %j', (more) => {
      expect(match([folder(more)], true)).toEqual([{ grantId: 'folder', fails: ['console'] }]);
      expect(match([folder(more)], false)).toBe('folder');
      expect(match([folder(more)])).toBe('folder');
    });

    test('is covered by a grant with console, which also covers credentials', () => {
      expect(
        [true, false, undefined].map((wish) => match([folder({ console: true })], wish)),
      ).toEqual(['folder', 'folder', 'folder']);
    });

    test('is covered by a wider grant with console if the narrower one has none', () => {
      const grants = [folder({}), bucket({ console: true })];
      expect([match(grants, true), match(grants)]).toEqual(['bucket', 'folder']);
    });
  });

  test('a refusal shows a grant with several scopes once, by its nearest scope', () => {
    const [first, second] = parseGrants({
      grants: [
        {
          id: 'several',
          grantee: { iam: 'role/TeamA' },
          scopes: ['s3://amzn-s3-demo-bucket/a/*', 's3://amzn-s3-demo-bucket/b/*'],
          permission: 'READ',
        },
      ],
    });
    const found = matchGrant(
      indexGrants([first as Grant, second as Grant]),
      callerOf(ALICE),
      { target: parseTarget('s3://amzn-s3-demo-bucket/b/x'), permission: 'WRITE' },
      NOW,
    );
    expect(found).toEqual({
      covered: false,
      nearMisses: [{ grantId: 'several', fails: ['permission'] }],
    });
  });

  test('finds one of 10,000 grants, although others share some of its claims', () => {
    const others = Array.from({ length: GRANTS_MAX - 1 }, (_, index) => ({
      id: `grant-${index}`,
      grantee:
        index % 2 === 0
          ? { jwt: { tenant: 'example', team: `team-${index}`, sub: '*' } }
          : { iam: `role/Team${index}` },
      scope: 's3://amzn-s3-demo-bucket/*',
      permission: 'READWRITE',
    }));
    const own = {
      id: 'own',
      grantee: { jwt: { tenant: 'example', team: 'a', sub: '*' } },
      scope: 's3://amzn-s3-demo-bucket/home/{sub}/*',
      permission: 'READ',
    };
    const index = indexGrants(parseGrants({ grants: [...others, own] }));
    const request = {
      target: parseTarget('s3://amzn-s3-demo-bucket/home/alice/*'),
      permission: 'READ',
    } as const;
    const grantOfCaller = (caller: CallerIdentity) => {
      const found = matchGrant(index, caller, request, NOW);
      return found.covered ? found.grant.id : found.nearMisses;
    };
    expect(grantOfCaller(jwtCallerOf({ tenant: 'example', team: 'a' }))).toBe('own');
    expect(grantOfCaller(jwtCallerOf({ tenant: 'example', team: 'team-42' }))).toBe('grant-42');
    expect(grantOfCaller(jwtCallerOf({ tenant: 'other', team: 'team-42' }))).toEqual([]);
    expect(grantOfCaller(jwtCallerOf({ tenant: 'example' }))).toEqual([]);
    expect(grantOfCaller(callerOf(`arn:aws:sts::${ACCOUNT}:assumed-role/Team43/s1`))).toBe(
      'grant-43',
    );
  });

  test('accepts any text as the prefix of a listing', () => {
    const index = indexGrants([grantTo('role/TeamA', 's3://amzn-s3-demo-bucket/team-a/*', 'LIST')]);
    const covered = (prefix: string) =>
      matchGrant(
        index,
        callerOf('arn:aws:sts::111122223333:assumed-role/TeamA/alice'),
        {
          target: { kind: 'prefix', bucket: 'amzn-s3-demo-bucket', prefix },
          permission: 'LIST',
        },
        NOW,
      ).covered;
    expect(['team-a/', 'team-a/repo', 'team-a/\u65e5'].map(covered)).toEqual([true, true, true]);
    expect(['', 'team-', 'team-a', 'team-ab/'].map(covered)).toEqual([false, false, false, false]);
  });

  test('limits the number of near misses', () => {
    const grants = Array.from({ length: NEAR_MISSES_MAX + 1 }, (_, index) => ({
      ...grantTo('user/Bob', 's3://amzn-s3-demo-bucket/*', 'LIST'),
      id: `grant-${index}`,
    }));
    const match = matchGrant(
      indexGrants(grants),
      callerOf('arn:aws:iam::111122223333:user/Bob'),
      {
        target: { kind: 'prefix', bucket: 'amzn-s3-demo-bucket', prefix: '' },
        permission: 'READ',
      },
      NOW,
    );
    expect(match).toMatchObject({ covered: false, nearMisses: { length: NEAR_MISSES_MAX } });
  });

  describe('a grant that ends', () => {
    const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000);
    const answer = (validUntil: string, durationSeconds?: number, maxDurationSeconds = 3_600) => {
      const grant = grantOf({ id: 'homes', validUntil, maxDurationSeconds });
      const target = parseTarget('s3://amzn-s3-demo-bucket/home/alice/*');
      const request = { target, permission: 'READ', durationSeconds } as const;
      const found = matchGrant(indexGrants([grant]), jwtCallerOf({}), request, NOW);
      return found.covered ? found.durationSeconds : found.nearMisses[0]?.fails;
    };

    test('gives sessions that end 30 seconds before it, because the call of STS takes time', () => {
      expect(answer(timestamp(minutes(30)))).toBe(1_770);
      expect(answer(timestamp(minutes(30)), 1_770)).toBe(1_770);
      expect(answer(timestamp(minutes(90)))).toBe(3_600);
    });

    test('refuses a requested session that would end later', () => {
      expect(answer(timestamp(minutes(30)), 1_771)).toEqual(['validUntil']);
      expect(answer(timestamp(minutes(30)), 3_601)).toEqual(['duration', 'validUntil']);
    });

    test('gives nothing when fewer than 900 seconds are left, or after its end', () => {
      expect(answer(timestamp(new Date(NOW.getTime() + 930_000)))).toBe(900);
      expect(answer(timestamp(new Date(NOW.getTime() + 929_000)))).toEqual(['validUntil']);
      expect(answer('2020-01-01')).toEqual(['validUntil']);
    });

    test('gives no session that would end a fraction of a second after it', () => {
      const grant = grantOf({ id: 'homes', validUntil: timestamp(minutes(30)) });
      const target = parseTarget('s3://amzn-s3-demo-bucket/home/alice/*');
      const later = new Date(NOW.getTime() + 1);
      const request = { target, permission: 'READ' } as const;
      const found = matchGrant(indexGrants([grant]), jwtCallerOf({}), request, later);
      expect(found).toMatchObject({ covered: true, durationSeconds: 1_769 });
    });

    test('lasts to the end of a date in UTC', () => {
      expect(answer('2026-11-28', undefined, 129_600)).toBe(3_600);
      expect(answer('2026-11-28', 43_170, 129_600)).toBe(43_170);
      expect(answer('2026-11-28', 43_171, 129_600)).toEqual(['validUntil']);
    });
  });
});
