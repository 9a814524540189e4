import { parseGrants } from '../../../../core/grants/grant.ts';
import { netChanges } from '../../../../tools/review/changes/net-changes.ts';
import { issuersOf } from '../review-sources.ts';

const BUCKET = 's3://amzn-s3-demo-bucket';

const TEAM = {
  id: 'team-b',
  grantee: { iam: 'role/TeamB' },
  scope: `${BUCKET}/team-b/*`,
  permission: 'READWRITE',
};

function rows(
  before: readonly object[],
  after: readonly object[],
  issuers: Readonly<Record<string, string>> = { jwt: 'https://id.example.com' },
): readonly string[] {
  const table = netChanges(
    {
      grants: parseGrants({ grants: before }),
      issuers: issuersOf({ jwt: 'https://id.example.com' }),
    },
    { grants: parseGrants({ grants: after }), issuers: issuersOf(issuers) },
  );
  return table?.split('\n').slice(2) ?? [];
}

test('if a grant is split, its callers lose only access that none of the new grants gives', () => {
  const split = [
    { ...TEAM, id: 'readers', permission: 'READ' },
    { ...TEAM, id: 'writers', permission: 'WRITE', scope: `${BUCKET}/team-b/incoming/*` },
  ];
  const who = '`role/TeamB`<br>of this AWS account';
  expect(rows([TEAM], split)).toEqual([
    `| ${who} | \`${BUCKET}/team-b/*\` | \`READWRITE\` | \`READ\` |`,
    `| ${who} | \`${BUCKET}/team-b/incoming/*\` | \`READWRITE\` | \`READ\` and \`WRITE\` |`,
  ]);
});

test('nothing differs if a grant is renamed, or if a new grant gives only access that another one gives', () => {
  expect(rows([TEAM], [{ ...TEAM, id: 'other' }])).toEqual([]);
  expect(
    rows(
      [TEAM],
      [TEAM, { ...TEAM, id: 'inner', scope: `${BUCKET}/team-b/x/*`, permission: 'READ' }],
    ),
  ).toEqual([]);
});

test('a grant with an end gives less than one without', () => {
  const who = '`role/TeamB`<br>of this AWS account';
  const ending = { ...TEAM, validUntil: '2026-12-31T18:00:00Z' };
  expect(rows([TEAM], [ending])).toEqual([
    `| ${who} | \`${BUCKET}/team-b/*\` | \`READWRITE\` | \`READWRITE\` until 2026-12-31T18:00:00Z |`,
  ]);
  expect(rows([TEAM], [TEAM, { ...ending, id: 'ending' }])).toEqual([]);
});

test('if a claim is no longer required, only callers without that claim gain access', () => {
  const homes = {
    id: 'homes',
    grantee: { jwt: { sub: '*', type: 'staff' } },
    scope: `${BUCKET}/home/{sub}/*`,
    permission: 'READWRITE',
  };
  const open = { ...homes, grantee: { jwt: { sub: '*' } } };
  expect(rows([homes], [open])).toEqual([
    `| **all tokens** of \`https://id.example.com\` | \`${homes.scope}\` | nothing | \`READWRITE\` |`,
  ]);
  expect(rows([homes], [open], { jwt: 'https://id.example.org' })).toEqual([]);
  const named = { ...homes, grantee: { ...homes.grantee, authentication: 'jwt' } };
  const both = { jwt: 'https://id.example.com', github: 'https://github.example.com' };
  expect(rows([homes], [named], both)).toEqual([]);
  const moved = { ...homes, grantee: { ...homes.grantee, authentication: 'github' } };
  expect(rows([homes], [moved], both)).toEqual([
    expect.stringMatching(
      /^\| tokens of `https:\/\/id\.example\.com` .* \| `READWRITE` \| nothing \|$/,
    ),
  ]);
});

test('grants that differ in createOnly or in names are different', () => {
  const upload = { ...TEAM, permission: 'UPLOAD' };
  expect(rows([{ ...upload, createOnly: true }], [upload])).toEqual([
    expect.stringMatching(/\| `UPLOAD` of new objects only \| `UPLOAD` \|$/),
  ]);
  expect(rows([upload], [{ ...upload, federatedUserNames: ['User*'] }])).toEqual([
    expect.stringMatching(/\| `UPLOAD` \| `UPLOAD` in the name of `User\*` \|$/),
  ]);
});
