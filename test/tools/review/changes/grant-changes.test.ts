import { parseGrants } from '../../../../core/grants/grant.ts';
import { type GrantsOfSide, grantChanges } from '../../../../tools/review/changes/grant-changes.ts';
import { issuersOf } from '../review-sources.ts';

const ISSUER = 'https://id.example.com';

const ISSUERS = issuersOf({ jwt: ISSUER, github: 'https://github.example.com' });

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const GRANT = {
  id: 'team-a',
  grantee: { iam: 'role/TeamA' },
  scope: 's3://amzn-s3-demo-bucket/team-a/x/*',
  permission: 'READ',
};

const HOMES = {
  ...GRANT,
  grantee: { jwt: { sub: '*', groups: 'staff' } },
  scope: 's3://amzn-s3-demo-bucket/home/{sub}/*',
};

function grantsOf(entries: readonly object[]): GrantsOfSide {
  return { grants: parseGrants({ grants: entries }), issuers: ISSUERS };
}

/** Returns the changes as text, such as `wider: grant …`. */
function changes(before: readonly object[], after: readonly object[]): readonly string[] {
  return grantChanges(grantsOf(before), grantsOf(after)).map(
    ({ effect, text }) => `${effect}: ${text}`,
  );
}

const who = 'grant `team-a`: `role/TeamA`';

test.each<[string, object, object, readonly string[]]>([
  [
    'a scope is wider if its prefix becomes the parent folder',
    {},
    { scope: 's3://amzn-s3-demo-bucket/team-a/*' },
    [
      `wider: ${who} can now \`READ\` on all of \`s3://amzn-s3-demo-bucket/team-a/*\`. Before, it was only \`s3://amzn-s3-demo-bucket/team-a/x/*\``,
    ],
  ],
  [
    'a scope is narrower if its prefix becomes a subfolder',
    {},
    { scope: 's3://amzn-s3-demo-bucket/team-a/x/y/*' },
    [
      `narrower: ${who} can \`READ\` only on \`s3://amzn-s3-demo-bucket/team-a/x/y/*\`. Before, it was all of \`s3://amzn-s3-demo-bucket/team-a/x/*\``,
    ],
  ],
  [
    'a different scope is one gain and one loss, even if the old prefix begins the new one',
    {},
    { scope: 's3://amzn-s3-demo-bucket/team-a/xy/*' },
    [
      `wider: ${who} can now \`READ\` on \`s3://amzn-s3-demo-bucket/team-a/xy/*\``,
      `narrower: ${who} can no longer \`READ\` on \`s3://amzn-s3-demo-bucket/team-a/x/*\``,
    ],
  ],
  [
    'a wider permission',
    {},
    { permission: 'READWRITE' },
    [`wider: ${who} could \`READ\` and can now \`READWRITE\` on \`${GRANT.scope}\``],
  ],
  [
    'a permission that allows some new actions and no longer allows others',
    {},
    { permission: 'WRITE' },
    ['wider', 'narrower'].map(
      (effect) => `${effect}: ${who} could \`READ\` and can now \`WRITE\` on \`${GRANT.scope}\``,
    ),
  ],
  [
    'longer sessions',
    {},
    { maxDurationSeconds: 129_600 },
    [`wider: grant \`team-a\`: sessions of \`role/TeamA\` last at most 36 h. Before, it was 1 h`],
  ],
  [
    'more names',
    { federatedUserNames: ['User1'] },
    { federatedUserNames: ['User*'] },
    [`wider: ${who} can act in the names \`User*\`. Before, it was in the names \`User1\``],
  ],
  [
    'names instead of its own',
    {},
    { federatedUserNames: ['User*'] },
    [`other: ${who} can act in the names \`User*\`. Before, it was in its own name`],
  ],
  [
    'other session tags',
    { tags: { team: 'a' } },
    { tags: { team: 'admin' } },
    [
      `other: grant \`team-a\`: sessions of \`role/TeamA\` carry the session tags \`team\`: \`admin\`. Before, it was the session tags \`team\`: \`a\`. Policies outside the broker can check \`aws:PrincipalTag\`, and so allow more or less`,
    ],
  ],
  ['a KMS key', {}, { kmsKey: KEY }, [`wider: ${who} may use the KMS key \`${KEY}\` through S3`]],
  [
    'writes that may now replace objects',
    { permission: 'WRITE', createOnly: true },
    { permission: 'WRITE' },
    [`wider: ${who} can now overwrite objects in \`${GRANT.scope}\`, and delete them with WRITE`],
  ],
  [
    'sign-in links',
    {},
    { console: true },
    [`wider: ${who} can now also get sign-in links to the AWS console`],
  ],
  ['a description', {}, { description: 'a' }, ['none: another description: grant `team-a`']],
])('%s', (_, before, after, expected) => {
  expect(changes([{ ...GRANT, ...before }], [{ ...GRANT, ...after }])).toEqual(expected);
});

describe('callers', () => {
  const from = (claims: string) => `tokens of \`${ISSUER}\` with ${claims}`;
  const all = `**all tokens** of \`${ISSUER}\``;

  test.each<[string, object, object, readonly string[]]>([
    [
      'are more if a claim is no longer required',
      HOMES.grantee,
      { jwt: { sub: '*' } },
      [
        `wider: grant \`team-a\`: more callers can \`READ\` on \`${HOMES.scope}\`: ${all}. ` +
          `Before, it was only ${from('any text as `sub` and `groups` that is `"staff"` or a list with this item')}`,
      ],
    ],
    [
      'are fewer if a claim must have one exact value',
      { jwt: { sub: '*' } },
      { jwt: { sub: 'alice' } },
      [
        `narrower: grant \`team-a\`: fewer callers can \`READ\` on \`${HOMES.scope}\`: only ` +
          `${from('`sub` that is `"alice"` or a list with this item')}. Before, it was ${all}`,
      ],
    ],
    [
      'are different callers if `"*"` replaces a value of a list claim',
      { jwt: { groups: 'staff' } },
      { jwt: { groups: '*' } },
      [
        `wider: grant \`team-a\`: ${all} with any text as \`groups\` can now \`READ\` on \`${HOMES.scope}\``,
        `narrower: grant \`team-a\`: ${from('`groups` that is `"staff"` or a list with this item')} can no longer \`READ\` on \`${HOMES.scope}\``,
      ],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(changes([{ ...HOMES, grantee: before }], [{ ...HOMES, grantee: after }])).toEqual(
      expected,
    );
  });

  test('are more if the suffix of a permission set is removed', () => {
    const [change] = changes(
      [{ ...GRANT, grantee: { iam: 'permission-set/Engineer_0123456789abcdef' } }],
      [{ ...GRANT, grantee: { iam: 'permission-set/Engineer' } }],
    );
    expect(change).toMatch(/^wider: .*more callers can/);
  });

  test('lose access if the grant names another role', () => {
    expect(changes([GRANT], [{ ...GRANT, grantee: { iam: 'role/TeamB' } }])).toEqual([
      `wider: grant \`team-a\`: \`role/TeamB\` can now \`READ\` on \`${GRANT.scope}\``,
      `narrower: grant \`team-a\`: \`role/TeamA\` can no longer \`READ\` on \`${GRANT.scope}\``,
    ]);
  });

  test.each([
    ['{email}', 's3://amzn-s3-demo-bucket/home/{email}/*'],
    ['one value', 's3://amzn-s3-demo-bucket/home/alice/*'],
  ])('gain and lose if the claim of a folder becomes %s', (_, scope) => {
    const effects = changes([HOMES], [{ ...HOMES, scope }]).map((change) => change.split(':')[0]);
    expect(effects).toEqual(['wider', 'narrower']);
  });

  test('gain access if a folder named by a claim becomes its parent folder', () => {
    const scope = 's3://amzn-s3-demo-bucket/home/*';
    expect(changes([HOMES], [{ ...HOMES, scope }])).toEqual([expect.stringMatching(/^wider: /)]);
  });
});

test('a new grant is wider, a deleted grant is narrower, and a renamed grant is neither', () => {
  const [kept, gone, renamed] = ['kept', 'gone', 'old'].map((id) => ({
    ...GRANT,
    id,
    scope: `s3://amzn-s3-demo-bucket/${id}/*`,
  }));
  expect(
    changes([kept, gone, renamed] as object[], [
      kept as object,
      { ...renamed, id: 'new' },
      { ...GRANT, console: true },
    ]),
  ).toEqual([
    `wider: new grant \`team-a\`: \`role/TeamA\` may \`READ\` on \`${GRANT.scope}\` (for at most 1 h; also sign-in links to the AWS console)`,
    'narrower: grant `gone` is gone: `role/TeamA` could `READ` on `s3://amzn-s3-demo-bucket/gone/*`',
    'none: renamed: grant `old` to `new`',
  ]);
});

test('the order of grants matters only if they have the same scope', () => {
  const second = { ...GRANT, id: 'second', maxDurationSeconds: 7200 };
  expect(changes([GRANT, second], [second, GRANT])).toEqual([
    'other: grant `second` now comes before `team-a`, and applies where both cover a request',
  ]);
  const elsewhere = { ...second, scope: 's3://amzn-s3-demo-bucket/b/*' };
  expect(changes([GRANT, elsewhere], [elsewhere, GRANT])).toEqual([]);
});

test('a grant that is renamed and widened in one change counts as wider', () => {
  const renamed = { ...HOMES, id: 'homes', grantee: { jwt: { sub: '*' } } };
  expect(changes([HOMES], [renamed])).toEqual([
    expect.stringMatching(
      /^wider: grant `homes`: more callers can `READ` on .* Before, it was only /,
    ),
    'none: renamed: grant `team-a` to `homes`',
  ]);
});

test('a new grant is no gain if another grant already allowed the same', () => {
  const inner = { ...GRANT, id: 'inner', scope: 's3://amzn-s3-demo-bucket/team-a/x/y/*' };
  expect(changes([GRANT], [GRANT, inner])).toEqual([
    expect.stringMatching(/^none: new grant `inner`: .* Before, `team-a` gave all of this$/),
  ]);
  for (const more of [
    { console: true },
    { tags: { a: 'b' } },
    { permission: 'WRITE' },
    { maxDurationSeconds: 7200 },
    { federatedUserNames: ['User1'] },
    { grantee: { iam: 'role/TeamB' } },
  ]) {
    expect(changes([GRANT], [GRANT, { ...inner, ...more }])).toEqual([
      expect.stringMatching(/^wider: new grant/),
    ]);
  }
});

test('a grantee that names the authentication it was for is the same grantee, another one is not', () => {
  const forTokensOf = (authentication: string) => ({
    ...HOMES,
    grantee: { ...HOMES.grantee, authentication },
  });
  expect(changes([HOMES], [forTokensOf('jwt')])).toEqual([]);
  expect(changes([HOMES], [forTokensOf('github')])).toEqual([
    expect.stringMatching(
      /^wider: grant `team-a`: tokens of `https:\/\/github\.example\.com` .* can now/,
    ),
    expect.stringMatching(
      /^narrower: grant `team-a`: tokens of `https:\/\/id\.example\.com` .* no longer/,
    ),
  ]);
});
