import { parseGrantCases, REFUSED } from '../../../core/configuration/grant-case-parser.ts';
import { checkGrantCases } from '../../../core/configuration/grant-cases.ts';
import { grantOf, grantTo } from '../fixtures.ts';

const BUCKET = 's3://amzn-s3-demo-bucket';
const GRANTS = [
  grantTo('role/TeamA', `${BUCKET}/team-a/*`, 'READ', { id: 'team-a' }),
  grantTo('user/Bob', `${BUCKET}/bob/*`, 'READ', { id: 'bob' }),
  grantTo('permission-set/Engineer', `${BUCKET}/builds/*`, 'READWRITE', { id: 'engineers' }),
  grantTo('role/Portal', `${BUCKET}/*`, 'LIST', { id: 'portal', federatedUserNames: ['User*'] }),
  grantOf({ id: 'homes' }),
  grantOf({
    id: 'analysts',
    grantee: { jwt: { groups: 'analysts' } },
    scope: `${BUCKET}/*`,
    permission: 'LIST',
  }),
  grantOf({
    id: 'builds',
    grantee: { jwt: { repository_id: '1' }, authentication: 'github' },
    scope: `${BUCKET}/builds/*`,
    permission: 'READ',
  }),
];

type Fields = Readonly<Record<string, unknown>>;

const caseOf = (caller: Fields, path: string, expect: string, more: Fields = {}) => ({
  caller,
  target: `${BUCKET}/${path}`,
  permission: 'READ',
  expect,
  ...more,
});

const check = (...cases: readonly Fields[]) => checkGrantCases(parseGrantCases({ cases }), GRANTS);

const TEAM_A = { iam: 'role/TeamA' };
const WORKFLOW = { sub: 'a', repository_id: '1' };
const ALICE = { jwt: { sub: 'alice', groups: ['analysts'] } };

describe('checkGrantCases', () => {
  test('gives each person of a permission set the folder of their session name', () => {
    const set = 'permission-set/Engineer_0123456789abcdef';
    const homes = grantTo(set, `${BUCKET}/home/{sessionName}/*`, 'READ', { id: 'people' });
    const alice = { sessionName: 'alice@example.com' };
    const folder = 'home/alice@example.com/*';
    const cases = [
      caseOf({ iam: set }, folder, 'people', alice),
      caseOf({ iam: set }, 'home/bob@example.com/*', REFUSED, alice),
      caseOf({ iam: 'permission-set/Engineer_fedcba9876543210' }, folder, REFUSED, alice),
      caseOf({ iam: 'role/Engineer' }, folder, REFUSED, alice),
    ];
    expect(() => checkGrantCases(parseGrantCases({ cases }), [homes])).not.toThrow();
  });

  test('refuses a session name of a caller that has none', () => {
    const one = caseOf({ iam: 'user/Bob' }, 'bob/x', 'bob', { sessionName: 'alice' });
    expect(() => check(one)).toThrow('sessionName: is possible only for a role or permission set');
  });

  test('judges a case at its time, and without one before every end', () => {
    const ending = grantTo('role/TeamA', `${BUCKET}/team-a/*`, 'READ', {
      id: 'ending',
      validUntil: '2026-12-31',
    });
    const at = (time: string) => ({ at: time });
    const cases = [
      caseOf(TEAM_A, 'team-a/*', 'ending'),
      caseOf(TEAM_A, 'team-a/*', 'ending', at('2026-12-31T23:44:30Z')),
      caseOf(TEAM_A, 'team-a/*', REFUSED, at('2026-12-31T23:44:31Z')),
    ];
    expect(() => checkGrantCases(parseGrantCases({ cases }), [ending])).not.toThrow();
    expect(() =>
      checkGrantCases(parseGrantCases({ cases: cases.slice(2) }), [
        { ...ending, validUntil: undefined },
      ]),
    ).toThrow();
  });

  test.each([
    ['a role', caseOf(TEAM_A, 'team-a/*', 'team-a')],
    ['a user', caseOf({ iam: 'user/Bob' }, 'bob/x', 'bob')],
    ['a permission set', caseOf({ iam: 'permission-set/Engineer' }, 'builds/*', 'engineers')],
    [
      'a name',
      caseOf({ iam: 'role/Portal' }, '*', 'portal', { permission: 'LIST', name: 'User1' }),
    ],
    ['a folder of a claim', caseOf(ALICE, 'home/alice/*', 'homes')],
    ['a group', caseOf(ALICE, '*', 'analysts', { permission: 'LIST' })],
    ['an issuer', caseOf({ jwt: WORKFLOW, authentication: 'github' }, 'builds/*', 'builds')],
    ['the claims in a token of another issuer', caseOf({ jwt: WORKFLOW }, 'builds/*', REFUSED)],
    [
      'the subject of a person in a token of another issuer',
      caseOf({ ...ALICE, authentication: 'github' }, 'home/alice/*', REFUSED),
    ],
    ["another's folder", caseOf(ALICE, 'home/bob/*', REFUSED)],
    ['a group that is missing in the token', caseOf({ jwt: { sub: 'bob' } }, '*', REFUSED)],
    ['a role with the name of a user', caseOf({ iam: 'role/Bob' }, 'bob/*', REFUSED)],
    ['a subject with the name of a user', caseOf({ jwt: { sub: 'Bob' } }, 'bob/*', REFUSED)],
    ['a duration that is too long', caseOf(TEAM_A, 'team-a/*', REFUSED, { durationSeconds: 3601 })],
    [
      'the longest granted duration',
      caseOf(TEAM_A, 'team-a/*', 'team-a', { durationSeconds: 3600 }),
    ],
    [
      'a name although the grant allows none',
      caseOf(TEAM_A, 'team-a/*', REFUSED, { name: 'User1' }),
    ],
  ])('passes for %s', (_, one) => {
    expect(() => check(one)).not.toThrow();
  });

  const one = (path: string, permission = 'READ') => ({ target: `${BUCKET}/${path}`, permission });
  const asks = (caller: Fields, request: Fields, expect: string | readonly string[]) => ({
    caller,
    ...request,
    expect,
  });
  const several = (...accesses: readonly Fields[]) => ({ accesses });
  const policyOn = (path: string) => ({
    policy: {
      Statement: {
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::amzn-s3-demo-bucket/${path}`,
      },
    },
  });

  test.each([
    [
      'several accesses, whatever the order of the ids',
      asks(ALICE, several(one('home/alice/*'), one('x/*', 'LIST'), one('home/alice/a')), [
        'homes',
        'analysts',
      ]),
    ],
    [
      'several accesses by one grant',
      asks(TEAM_A, several(one('team-a/x'), one('team-a/y')), 'team-a'),
    ],
    [
      'several accesses of which one is not granted',
      asks(TEAM_A, several(one('team-a/x'), one('team-b/y')), REFUSED),
    ],
    ['a policy inside the grants', asks(TEAM_A, policyOn('team-a/x/*'), 'team-a')],
    ['a policy outside', asks(TEAM_A, policyOn('team-ab/*'), REFUSED)],
    [
      'a policy as text',
      asks(TEAM_A, { policy: JSON.stringify(policyOn('team-a/*').policy) }, ['team-a']),
    ],
  ])('passes for %s', (_, written) => {
    expect(() => check(written)).not.toThrow();
  });

  test('reports a failed case of several accesses with the first that is not granted', () => {
    expect(() =>
      check(asks(TEAM_A, several(one('team-a/x'), one('team-b/y')), ['team-a', 'none'])),
    ).toThrow(
      `cases[0]: READ on ${BUCKET}/team-a/x and READ on ${BUCKET}/team-b/y: expected none and team-a ` +
        '(no grant has this id), got refused (misses team-a by its scope)',
    );
  });

  test('reports every failed case with its position, the actual answer and the reason', () => {
    expect(() =>
      check(
        caseOf(TEAM_A, 'team-a/*', 'team-a'),
        caseOf(TEAM_A, 'team-a/*', REFUSED),
        caseOf(TEAM_A, 'team-b/*', 'team-b', { durationSeconds: 7200 }),
        caseOf({ iam: 'user/Eve' }, 'bob/*', 'bob'),
        caseOf({ jwt: { sub: 'a/b' } }, 'home/a/*', 'homes'),
        caseOf(ALICE, 'home/alice/*', 'none'),
      ),
    ).toThrow(
      expect.objectContaining({
        problems: [
          `cases[1]: READ on ${BUCKET}/team-a/*: expected refused, got team-a`,
          `cases[2]: READ on ${BUCKET}/team-b/*: expected team-b (no grant has this id), got refused (misses team-a by its scope and duration)`,
          `cases[3]: READ on ${BUCKET}/bob/*: expected bob, got refused (no grant is for this caller)`,
          `cases[4]: READ on ${BUCKET}/home/a/*: expected homes, got refused (misses homes by its claims)`,
          `cases[5]: READ on ${BUCKET}/home/alice/*: expected none (no grant has this id), got homes`,
        ],
      }),
    );
  });
});

describe('parseGrantCases', () => {
  test.each([
    [{ policy: { Statement: [] } }, 'cases[0]: policy.Statement: '],
    [{ accesses: [] }, 'cases[0]: accesses: must have 1 to 10 items, had 0'],
    [
      { accesses: [{ target: `${BUCKET}/x`, permission: 'LIST' }] },
      'cases[0]: accesses[0].permission: LIST needs a target that ends in /*',
    ],
    [{}, 'cases[0]: target: '],
    [{ accesses: [], target: `${BUCKET}/x` }, 'cases[0]: target: is not a known field'],
  ])('refuses the request %j', (request, problem) => {
    const cases = [{ caller: TEAM_A, expect: REFUSED, ...request }];
    expect(() => parseGrantCases({ cases })).toThrow(problem);
  });

  test.each([null, 'policy', 1])('refuses the case %j, which is not an object', (written) => {
    expect(() => parseGrantCases({ cases: [written] })).toThrow('cases[0]: must be a JSON object');
  });

  test('reports all problems at once', () => {
    const cases = [caseOf({}, 'team-a', ''), caseOf(TEAM_A, 'x', 'a', { permission: 'LIST' })];
    expect(() => parseGrantCases({ cases })).toThrow(
      /^cases\[0\]: caller: [^\n]*\ncases\[0\]: expect: [^\n]*\ncases\[1\]: permission: LIST needs/,
    );
  });

  test('cannot confuse a grant with refused, because no grant can have this id', () => {
    expect(() => grantOf({ id: REFUSED })).toThrow('id: must be ');
  });
});
