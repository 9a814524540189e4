import type { WrittenCase } from '../../../../core/configuration/grant-case-parser.ts';
import { parseGrants } from '../../../../core/grants/grant.ts';
import { caseChanges } from '../../../../tools/review/changes/case-changes.ts';

const BUCKET = 's3://amzn-s3-demo-bucket';

const HOMES = {
  id: 'homes',
  grantee: { jwt: { sub: '*', type: 'staff' } },
  scope: `${BUCKET}/home/{sub}/*`,
  permission: 'READWRITE',
};

const TEAM = {
  id: 'team-a',
  grantee: { iam: 'role/TeamA' },
  scope: `${BUCKET}/team-a/*`,
  permission: 'READ',
};

const GUEST: WrittenCase = {
  caller: { jwt: { sub: 'guest', type: 'guest' } },
  target: `${BUCKET}/home/guest/*`,
  permission: 'LIST',
  expect: 'refused',
};

const READ: WrittenCase = {
  caller: { iam: 'role/TeamA' },
  target: TEAM.scope,
  permission: 'READ',
  expect: 'team-a',
};

const GUEST_TEXT = `a token with \`{ "sub": "guest", "type": "guest" }\` asks for \`LIST\` on \`${GUEST.target}\`, which`;
const READ_TEXT = `\`role/TeamA\` asks for \`READ\` on \`${READ.target}\`, which`;

function side(grants: readonly object[], ...cases: readonly WrittenCase[]) {
  return { grants: parseGrants({ grants }), cases };
}

/** Returns the changes as text, such as `wider: …`. */
function changes(...sides: Parameters<typeof caseChanges>): readonly string[] {
  return caseChanges(...sides).map(({ effect, text }) => `${effect}: ${text}`);
}

const open = { ...HOMES, grantee: { jwt: { sub: '*' } } };

describe('for a deleted test case, the output says how the new grants answer it:', () => {
  test('they allow a request that had to be refused', () => {
    expect(changes(side([HOMES], GUEST), side([open]))).toEqual([
      `wider: a test case is gone: ${GUEST_TEXT} had to be **refused**. The new grants **give** it, by \`homes\``,
    ]);
  });

  test('they still refuse the request', () => {
    expect(changes(side([HOMES], GUEST), side([HOMES]))).toEqual([
      `none: a test case is gone: ${GUEST_TEXT} had to be **refused**. The new grants still refuse it`,
    ]);
  });

  test('they refuse a request that had to be allowed', () => {
    expect(changes(side([TEAM, HOMES], READ), side([HOMES]))).toEqual([
      `narrower: a test case is gone: ${READ_TEXT} had to be given by \`team-a\`. The new grants refuse it`,
    ]);
  });

  test('they still allow the request, also by the same grant with a new name', () => {
    const renamed = side([{ ...TEAM, id: 'readers' }]);
    expect(changes(side([TEAM], READ), renamed, new Map([['team-a', 'readers']]))).toEqual([
      `none: a test case is gone: ${READ_TEXT} had to be given by \`readers\`. The new grants still **give** it, by \`readers\``,
    ]);
    expect(changes(side([TEAM], READ), renamed)).toEqual([expect.stringMatching(/^other: /)]);
  });
});

describe('a changed test case is compared with its old version', () => {
  const asStaff = { ...GUEST, caller: { jwt: { sub: 'guest', type: 'visitor' } } };

  test('if its subject is the same but other claims changed', () => {
    expect(changes(side([HOMES], GUEST), side([HOMES], asStaff))).toEqual([
      `none: a test case changes: ${GUEST_TEXT} had to be **refused**. It is now: ` +
        `${GUEST_TEXT.replace('"guest" }', '"visitor" }')} must be **refused**. The new grants still refuse the old form`,
    ]);
  });

  test('which the new grants may give', () => {
    const grant = { ...HOMES, grantee: { jwt: { sub: '*', type: 'guest' } } };
    expect(changes(side([HOMES], GUEST), side([grant], asStaff))).toEqual([
      expect.stringMatching(
        /^wider: a test case changes: .* The new grants \*\*give\*\* the old form, by `homes`$/,
      ),
    ]);
  });

  test('if its target changed', () => {
    const other = { ...GUEST, target: `${BUCKET}/home/alice/*` };
    expect(changes(side([HOMES], GUEST), side([HOMES], other))).toHaveLength(1);
  });

  test.each<[string, WrittenCase]>([
    ['has another subject', { ...GUEST, caller: { jwt: { sub: 'alice', type: 'guest' } } }],
    ['differs twice', { ...GUEST, target: `${BUCKET}/home/alice/*`, permission: 'READ' }],
    [
      'must be given',
      { ...GUEST, caller: { jwt: { sub: 'guest', type: 'staff' } }, expect: 'homes' },
    ],
  ])('but not if the new one %s', (_, is) => {
    expect(changes(side([HOMES], GUEST), side([HOMES], is))).toEqual([
      expect.stringMatching(/^none: a test case is gone/),
      expect.stringMatching(/^none: new test case/),
    ]);
  });
});

test('a test case counts as wider if its request no longer has to be refused', () => {
  const given = { ...GUEST, expect: 'homes' };
  expect(changes(side([HOMES], GUEST), side([open], given))).toEqual([
    `wider: a test case expects something else: ${GUEST_TEXT} must be given by \`homes\`. Before, it was **refused**`,
  ]);
});

test('a test case that names a renamed grant counts as unchanged', () => {
  const renamed = side([{ ...TEAM, id: 'readers' }], { ...READ, expect: 'readers' });
  expect(changes(side([TEAM], READ), renamed, new Map([['team-a', 'readers']]))).toEqual([]);
  expect(changes(side([TEAM], READ), renamed)).toEqual([expect.stringMatching(/^other: /)]);
});

test('for a new test case, the output says how the old grants answer it', () => {
  expect(changes(side([HOMES]), side([TEAM, HOMES], READ, GUEST))).toEqual([
    `none: new test case: ${READ_TEXT} must be given by \`team-a\`. Before, it was **refused**`,
    `none: new test case: ${GUEST_TEXT} must be **refused**. The old grants answer the same`,
  ]);
});

test('a case that was removed is shown although another case differs from it only in its time', () => {
  const early: WrittenCase = { ...READ, at: '2026-12-31T12:00:00Z' };
  const changes = caseChanges(side([TEAM], READ, early), side([TEAM], READ));
  expect(changes.map(({ text }) => text)).toEqual([
    expect.stringContaining(
      'on `s3://amzn-s3-demo-bucket/team-a/*` at 2026-12-31T12:00:00Z, which',
    ),
  ]);
});
