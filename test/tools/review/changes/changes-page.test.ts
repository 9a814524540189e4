import { parseGrants } from '../../../../core/grants/grant.ts';
import { authenticationChanges } from '../../../../tools/review/changes/authentication-changes.ts';
import { changesBetween, changesPage } from '../../../../tools/review/changes/changes-page.ts';
import type { ReviewSources } from '../../../../tools/review/page.ts';
import { type ChangeableTemplate, reviewSources, STATEMENT } from '../review-sources.ts';

let sources: ReviewSources;

beforeAll(() => {
  sources = reviewSources();
});

/** Returns the changes as text, such as `wider: …`. */
function changesTo(after: ReviewSources, before = sources): readonly string[] {
  return changesBetween(before, after).map(({ effect, text }) => `${effect}: ${text}`);
}

function changed(change: (template: ChangeableTemplate) => void): ReviewSources {
  const template = structuredClone(sources.template);
  change(template);
  return { ...sources, template };
}

test('without changes, the output says that nothing changes', () => {
  expect(changesPage(sources, reviewSources(), '`HEAD`')).toMatch(
    /\*\*Nothing changes\*\*, except perhaps the order of grants and test cases\.\n$/,
  );
});

describe('for changes of authentication, the output says', () => {
  const jwt = {
    type: 'jwt',
    issuer: 'https://id.example.com',
    audience: ['broker'],
    nameClaim: 'sub',
    scopes: ['call'],
  } as const;

  test.each<[string, object, string, string]>([
    ['another issuer', { issuer: 'https://id.example.org' }, 'wider', 'another issuer decides'],
    ['another audience', { audience: ['broker', 'web'] }, 'wider', '`web` are now accepted'],
    ['no scope', { scopes: [] }, 'wider', 'tokens need no scope'],
    ['another scope', { scopes: ['call', 'x'] }, 'wider', '`x` are now accepted'],
    ['another name', { nameClaim: 'sub2' }, 'other', 'comes from the claim `sub2`. Before'],
  ])('%s', (_, change, effect, text) => {
    const found = authenticationChanges([jwt], [{ ...jwt, ...change }], []);
    expect(found).toEqual([{ effect, text: expect.stringContaining(text) }]);
  });

  const grants = parseGrants({
    grants: [
      { id: 'team', grantee: { iam: 'role/TeamA' } },
      { id: 'homes', grantee: { jwt: { sub: '*' } } },
      { id: 'analysts', grantee: { jwt: { groups: 'analysts' } } },
    ].map((grant) => ({
      ...grant,
      scope: `s3://amzn-s3-demo-bucket/${grant.id}/*`,
      permission: 'READ',
    })),
  });

  test.each([
    { issuer: 'https://id.example.org' },
    { audience: ['broker', 'web'] },
    { audience: [] },
    { scopes: [] },
    { scopes: ['call', 'x'] },
    { scopes: ['x'] },
  ])('which grants %j concerns: those for tokens', (change) => {
    for (const { text } of authenticationChanges([jwt], [{ ...jwt, ...change }], grants)) {
      expect(text).toMatch(/\. All grants for tokens depend on this: `homes`, `analysts`$/);
    }
  });

  test('that many applications share the audience account of Keycloak', () => {
    const [change] = authenticationChanges(
      [jwt],
      [{ ...jwt, audience: ['broker', 'account'] }],
      grants,
    );
    expect(change?.text).toContain(
      '`account` are now accepted. **Many applications share this audience: Keycloak writes it into the tokens of every ' +
        "application of a realm.** Each of these applications could send its users' tokens to the broker. All grants",
    );
  });

  test('that users may be able to change the claim for their name, and what follows from that', () => {
    const [change] = authenticationChanges([jwt], [{ ...jwt, nameClaim: 'name' }], grants);
    expect(change?.text).toMatch(
      /^the readable part of federated user names comes from the claim `name`\. Before, it was `sub`\. \*\*Users may be able to change this claim\*\*\. .* It gives no access, and revocations still work/,
    );
  });

  const github = { ...jwt, name: 'github', issuer: 'https://github.example.com' } as const;

  test('that the tokens of one more issuer are accepted, and which grants depend on its settings', () => {
    expect(authenticationChanges([jwt], [jwt, github], grants)).toEqual([
      {
        effect: 'wider',
        text:
          'holders of tokens of `github` can now call the broker. The issuer is `https://github.example.com`, and whoever ' +
          'runs it can make a token with any claims',
      },
    ]);
    const [change] = authenticationChanges([jwt, github], [jwt, { ...github, scopes: [] }], grants);
    expect(change?.text).toMatch(
      /No grant is for tokens of `github`, so this change gives nobody access$/,
    );
  });

  test('that callers with another kind of authentication can call the broker', () => {
    expect(authenticationChanges([jwt], [jwt, { type: 'iam' }], grants)).toEqual([
      { effect: 'wider', text: 'roles and users of this AWS account can now call the broker' },
    ]);
  });
});

describe('for changes of the template, the output shows', () => {
  test('a new Allow statement and a deleted Deny statement', () => {
    const after = changed(({ Resources }) => {
      Resources.BrokerFunctionRole.Properties.Policies[0].PolicyDocument.Statement.push(STATEMENT);
      Resources.BrokerAccessKeySecretPolicy.Properties.ResourcePolicy.Statement.pop();
    });
    expect(changesTo(after)).toEqual([
      expect.stringMatching(
        /^wider: new statement: `\$\{BrokerFunctionRole\}` may call `s3:DeleteBucket` on /,
      ),
      expect.stringMatching(
        /^wider: the statement is gone: `everyone` \*\*must not\*\* \(Deny\) store a value in the secret/,
      ),
    ]);
  });

  test.each<[string, object, string]>([
    ['throttle', { throttle: { rateLimit: 5000, burstLimit: 40 } }, 'wider: requests a second'],
    ['rotation', { rotationDays: 8 }, 'wider: days between rotations'],
    ['rotation', { rotationDays: 6 }, 'setting: days between rotations'],
    ['retention', { logRetentionDays: 14 }, 'wider: days that a log is kept'],
    ['retention', { logRetentionDays: 60 }, 'setting: days that a log is kept'],
    ['concurrency', { reservedConcurrency: 5 }, 'setting: simultaneous invocations'],
    [
      'tags, and that no session carries them',
      { tags: { team: 'a' } },
      'resources is new: `a`. Not on `BrokerUser`, so no session carries it.',
    ],
  ])('%s', (_, configuration, text) => {
    expect(changesTo(reviewSources(configuration)).join('\n')).toContain(text);
  });

  test('a deleted revocation, but not one that remains beside a new one', () => {
    const issuedBefore = '2026-11-21T20:00:00Z';
    const revoked = (...names: readonly string[]) =>
      reviewSources({
        revocations: names.map((federatedUser) => ({ federatedUser, issuedBefore })),
      });
    const [one, two] = [revoked('User1'), revoked('User1', 'User2')];
    const taken = changesTo(one, two).filter((text) => text.includes('revocation'));
    expect(taken).toEqual([
      expect.stringMatching(/^wider: the statement is gone: .*:User2`.*\*\*This is a revocation/),
    ]);
    expect(changesTo(two, one).filter((text) => text.startsWith('wider'))).toEqual([]);
  });

  test('a wider configured ceiling', () => {
    const ceiling = [
      { scope: 's3://amzn-s3-demo-bucket/*', permission: 'READWRITE' },
      {
        scope: 's3://amzn-s3-demo-bucket/people/*',
        permission: 'READWRITE',
        kmsKey: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      },
    ];
    expect(changesTo(reviewSources({ ceiling })).join('\n')).toMatch(
      /^wider: new statement: `\$\{BrokerUser\}` may .*write objects.* on `[^`]*amzn-s3-demo-bucket\/\*`/m,
    );
  });

  test('that a ceiling is derived from the grants', () => {
    const [before, after] = [{ ceiling: undefined }, { ceiling: undefined, rotationDays: 8 }].map(
      (more) => reviewSources(more),
    ) as [ReviewSources, ReviewSources];
    const template = structuredClone(after.template) as ChangeableTemplate;
    template.Resources.BrokerUserCeiling.Properties.PolicyDocument.Statement.push(STATEMENT);
    expect(changesTo({ ...after, template }, before)).toContainEqual(
      expect.stringMatching(/^derived: new statement/),
    );
  });

  test('a Deny that is gone from the ceiling as a weaker safeguard, even if the ceiling is derived from the grants', () => {
    const before = { ...sources, metadata: { ...sources.metadata, ceiling: undefined } };
    const template = structuredClone(before.template) as ChangeableTemplate;
    template.Resources.BrokerUserCeiling.Properties.PolicyDocument.Statement.pop();
    expect(changesTo({ ...before, template }, before)).toEqual([
      expect.stringMatching(
        /^wider: the statement is gone: `\$\{BrokerUser\}` \*\*must not\*\* \(Deny\) write objects on .*the sender brings a key of its own/,
      ),
    ]);
  });

  test('a tag of the broker user, which every session carries', () => {
    const after = changed(({ Resources }) => {
      Resources.BrokerUser.Properties.Tags = [{ Key: 'team', Value: 'a' }];
    });
    expect(changesTo(after)).toEqual([
      'wider: the tag `team` of 1 resource is new: `a`. **`BrokerUser` is among them, so every session carries it**',
    ]);
  });

  test('that a wider statement already allowed what a new statement allows', () => {
    const [whole, part] = ['*', 'a/*'].map((path) =>
      changed(({ Resources }) => {
        Resources.BrokerFunctionRole.Properties.Policies[0].PolicyDocument.Statement.push({
          ...STATEMENT,
          Resource: `arn:aws:s3:::amzn-s3-demo-bucket/${path}`,
        });
      }),
    ) as [ReviewSources, ReviewSources];
    expect(changesTo(part, whole)).toEqual([
      expect.stringMatching(
        /^none: new statement: .*Before, a wider statement had the same effect$/,
      ),
      expect.stringMatching(/^narrower: the statement is gone/),
    ]);
    expect(changesTo(whole, part)).toEqual([
      expect.stringMatching(/^wider: new statement/),
      expect.stringMatching(/^narrower: the statement is gone/),
    ]);
  });

  test('another default of a parameter that the broker refers to', () => {
    const [before, after] = ['a', 'b'].map((name) =>
      changed((template) => {
        template.Parameters = { Boundary: { Type: 'String', Default: name } };
        template.Resources.BrokerFunctionRole.Properties.PermissionsBoundary = { Ref: 'Boundary' };
      }),
    ) as [ReviewSources, ReviewSources];
    expect(changesTo(after, before)).toEqual([
      'other: `parameter Boundary.Default` is now `b`. Before, it was `a`',
    ]);
  });

  test('a deleted alarm or log', () => {
    const after = changed(({ Resources }) => {
      delete Resources.AlarmsDenials;
    });
    expect(changesTo(after)).toContain(
      'wider: the resource `AlarmsDenials`, `AWS::CloudWatch::Alarm`, is gone',
    );
  });
});

test('the output shows which settings of cdk.json change', () => {
  const [before, after] = [
    { app: 'a', context: { x: 1 } },
    { app: 'b', context: { x: 2 } },
  ].map((cdkSettings) => ({ ...sources, cdkSettings })) as [ReviewSources, ReviewSources];
  expect(changesTo(after, before)).toEqual([
    'wider: `cdk.json`: `app` is now `b`. Before, it was `a`',
    'other: `cdk.json`: `context.x` is now `2`. Before, it was `1`',
  ]);
});

test('a change without a description in words appears as changed lines of the page', () => {
  const after = changed(({ Resources }) => {
    Resources.BrokerAccessKeySecretPolicy.Properties.ResourcePolicy.Statement.reverse();
  });
  expect(changesTo(after)).toEqual([]);
  const page = changesPage(sources, after, '`HEAD`');
  expect(page).toContain('**The review page changes in ways that this tool cannot describe.**');
  expect(page).toMatch(/^\+- \*\*must not\*\*/m);
});

describe('changes of the names and order of grants', () => {
  function arranged(
    change: (grants: ReviewSources['grants']) => ReviewSources['grants'],
  ): ReviewSources {
    return { ...sources, grants: change(sources.grants) };
  }

  test('do not appear among the changed lines of the page', () => {
    const page = changesPage(
      sources,
      arranged((grants) => grants.toReversed().map((each) => ({ ...each, id: `${each.id}-new` }))),
      '`a`',
    );
    expect(page).toContain(
      '- renamed: grant `auditor` to `auditor-new`, grant `people` to `people-new`, grant `team-a` to `team-a-new`\n',
    );
    expect(page).not.toContain('## All lines');
  });

  test('do not hide a changed grant', () => {
    const page = changesPage(
      sources,
      arranged((grants) =>
        grants.toReversed().map((each) => ({ ...each, id: `${each.id}-new`, console: true })),
      ),
      '`a`',
    );
    expect(page.match(/^[+-]\| `[\w-]+-new` \| .*\| `READ/gm)).toHaveLength(6);
  });
});

test('the output counts the changes, and shows wider access first', () => {
  const page = changesPage(
    sources,
    reviewSources({ rotationDays: 8, logRetentionDays: 60 }),
    '`a`',
  );
  expect(page).toContain(
    '**More access or weaker: 2. Different: 0. Less access or stronger: 0. Operation: 1.**',
  );
  const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual([
    'More access, or a weaker safeguard',
    'Operation',
    'All lines of the page that change',
  ]);
});
