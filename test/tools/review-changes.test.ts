import { authenticationChanges } from '../../tools/review/changes/authentication-changes.ts';
import { caseChanges } from '../../tools/review/changes/case-changes.ts';
import { changesBetween, changesPage } from '../../tools/review/changes/changes-page.ts';
import type { ReviewSources } from '../../tools/review/page.ts';
import { type ChangeableTemplate, reviewSources, STATEMENT } from './review-sources.ts';

let sources: ReviewSources;

beforeAll(() => {
  sources = reviewSources();
});

/** `wider: …` */
function changesTo(after: ReviewSources, before = sources): readonly string[] {
  return changesBetween(before, after).map(({ effect, text }) => `${effect}: ${text}`);
}

function changed(change: (template: ChangeableTemplate) => void): ReviewSources {
  const template = structuredClone(sources.template);
  change(template);
  return { ...sources, template };
}

test('without a change, the page says so', () => {
  expect(changesPage(sources, reviewSources(), '`HEAD`')).toMatch(/\*\*Nothing changes\.\*\*\n$/);
});

describe('of authentication, it says', () => {
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
    ['another name', { nameClaim: 'email' }, 'other', 'comes from the claim `email`'],
  ])('%s', (_, change, effect, text) => {
    const found = authenticationChanges([jwt], [{ ...jwt, ...change }]);
    expect(found).toEqual([{ effect, text: expect.stringContaining(text) }]);
  });

  test('that another kind of callers can call', () => {
    expect(authenticationChanges([jwt], [jwt, { type: 'iam' }])).toEqual([
      { effect: 'wider', text: 'roles and users of this AWS account can now call the broker' },
    ]);
  });
});

describe('of the test cases, it says', () => {
  const refused = {
    caller: { iam: 'role/TeamA' },
    target: 's3://amzn-s3-demo-bucket/team-ab/*',
    permission: 'READ',
    expect: 'refused',
  } as const;
  const textOf = '`role/TeamA` asks for `READ` on `s3://amzn-s3-demo-bucket/team-ab/*`, which';

  test.each([
    ['which is gone', [], 'wider', `a test case is gone: ${textOf} had to be **refused**`],
    [
      'which no longer has to be refused',
      [{ ...refused, expect: 'team-a' }],
      'wider',
      `a test case expects something else: ${textOf} must be given by \`team-a\`. Before, it was **refused**`,
    ],
    [
      'which is new',
      [refused, { ...refused, permission: 'LIST' as const }],
      'none',
      `new test case: ${textOf.replace('READ', 'LIST')} must be **refused**`,
    ],
  ])('%s', (_, after, effect, text) => {
    expect(caseChanges([refused], after)).toEqual([{ effect, text }]);
  });
});

test('a case that had to be given may go, and follows the new name of its grant', () => {
  const given = {
    caller: { iam: 'role/TeamA' },
    target: 's3://amzn-s3-demo-bucket/team-a/*',
    permission: 'READ',
    expect: 'old',
  } as const;
  expect(caseChanges([given], []).map(({ effect }) => effect)).toEqual(['none']);
  const renamed = [{ ...given, expect: 'new' }];
  expect(caseChanges([given], renamed, new Map([['old', 'new']]))).toEqual([]);
  expect(caseChanges([given], renamed).map(({ effect }) => effect)).toEqual(['other']);
});

describe('of the template, it says', () => {
  test('a new Allow, and a Deny that is gone', () => {
    const after = changed(({ Resources }) => {
      Resources.BrokerFunctionRole.Properties.Policies[0].PolicyDocument.Statement.push(STATEMENT);
      Resources.BrokerAccessKeySecretPolicy.Properties.ResourcePolicy.Statement.pop();
    });
    expect(changesTo(after)).toEqual([
      expect.stringMatching(
        /^wider: AWS now has this statement: `\$\{BrokerFunctionRole\}` may call `s3:DeleteBucket` on /,
      ),
      expect.stringMatching(
        /^wider: AWS no longer has this statement: `everyone` \*\*must not\*\* \(Deny\) store a value in the secret/,
      ),
    ]);
  });

  test.each<[string, object, string]>([
    ['throttle', { throttle: { rateLimit: 5000, burstLimit: 40 } }, 'wider: requests a second'],
    ['rotation', { rotationDays: 8 }, 'wider: days between rotations'],
    ['rotation', { rotationDays: 6 }, 'narrower: days between rotations'],
    ['retention', { logRetentionDays: 14 }, 'wider: days that a log is kept'],
    ['concurrency', { reservedConcurrency: 5 }, 'narrower: simultaneous invocations'],
    ['tags', { tags: { team: 'a' } }, '`BrokerAccessKeySecret.Tags.team`, '],
  ])('%s', (_, configuration, text) => {
    expect(changesTo(reviewSources(configuration)).join('\n')).toContain(text);
  });

  test('a revocation that is taken away, and not one that stays beside a new one', () => {
    const issuedBefore = '2026-11-21T20:00:00Z';
    const revoked = (...names: readonly string[]) =>
      reviewSources({
        revocations: names.map((federatedUser) => ({ federatedUser, issuedBefore })),
      });
    const [one, two] = [revoked('User1'), revoked('User1', 'User2')];
    const taken = changesTo(one, two).filter((text) => text.includes('revocation'));
    expect(taken).toEqual([
      expect.stringMatching(/^wider: AWS no longer has .*:User2`.*\*\*This is a revocation/),
    ]);
    expect(changesTo(two, one).filter((text) => text.startsWith('wider'))).toEqual([]);
  });

  test('a configured ceiling that is wider', () => {
    const ceiling = [
      { scope: 's3://amzn-s3-demo-bucket/*', permission: 'READWRITE' },
      {
        scope: 's3://amzn-s3-demo-bucket/people/*',
        permission: 'READWRITE',
        kmsKey: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      },
    ];
    expect(changesTo(reviewSources({ ceiling })).join('\n')).toMatch(
      /^wider: AWS now has this statement: `\$\{BrokerUser\}` may .*write objects.* on `[^`]*amzn-s3-demo-bucket\/\*`/m,
    );
  });

  test('that a ceiling follows from the grants', () => {
    const [before, after] = [{ ceiling: undefined }, { ceiling: undefined, rotationDays: 8 }].map(
      (more) => reviewSources(more),
    ) as [ReviewSources, ReviewSources];
    const template = structuredClone(after.template) as ChangeableTemplate;
    template.Resources.BrokerUserCeiling.Properties.PolicyDocument.Statement.push(STATEMENT);
    expect(changesTo({ ...after, template }, before)).toContainEqual(
      expect.stringMatching(/^derived: AWS now has/),
    );
  });

  test('an alarm or a log that is gone', () => {
    const after = changed(({ Resources }) => {
      delete Resources.AlarmsDenials;
    });
    expect(changesTo(after)).toContain(
      'wider: the resource `AlarmsDenials`, `AWS::CloudWatch::Alarm`, is gone',
    );
  });
});

test('it says which settings of cdk.json change', () => {
  const [before, after] = [
    { app: 'a', context: { x: 1 } },
    { app: 'b', context: { x: 2 } },
  ].map((cdkSettings) => ({ ...sources, cdkSettings })) as [ReviewSources, ReviewSources];
  expect(changesTo(after, before)).toEqual([
    'wider: `cdk.json`: `app` is `b`. It was `a`',
    'other: `cdk.json`: `context.x` is `2`. It was `1`',
  ]);
});

test('what has no words is shown as lines of the page', () => {
  const after = changed(({ Resources }) => {
    Resources.BrokerAccessKeySecretPolicy.Properties.ResourcePolicy.Statement.reverse();
  });
  expect(changesTo(after)).toEqual([]);
  const page = changesPage(sources, after, '`HEAD`');
  expect(page).toContain('**The page changes in ways that have no words here.**');
  expect(page).toMatch(/^\+- \*\*must not\*\*/m);
});

test('the page counts the changes, and shows the wider ones first', () => {
  const page = changesPage(
    sources,
    reviewSources({ rotationDays: 8, logRetentionDays: 60 }),
    '`a`',
  );
  expect(page).toContain('**More access or weaker: 2. Different: 0. Less access or stronger: 1.**');
  const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual([
    'More access, or a weaker safeguard',
    'Less access, or a stronger safeguard',
    'All lines of the page that change',
  ]);
});
