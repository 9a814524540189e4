import type { Authentication } from '../../../core/configuration/authentication.ts';
import { findingsOf } from '../../../core/configuration/grant-findings.ts';
import { SHARED_ISSUERS } from '../../../core/configuration/known-issuers.ts';
import { grantOf } from '../fixtures.ts';

const GITHUB = 'https://token.actions.githubusercontent.com';
const COMPANY = 'https://id.example.com';
const SCOPE = 's3://amzn-s3-demo-bucket/team-a/*';

type Fields = Readonly<Record<string, unknown>>;

const jwtGrant = (claims: Fields, more: Fields = {}) =>
  grantOf({ grantee: { jwt: claims }, scope: SCOPE, ...more });
const tokensOf = (issuer: string): readonly Authentication[] => [
  { type: 'jwt', issuer, audience: ['federation-broker'], nameClaim: 'sub', scopes: [] },
];
const findings = (issuer: string, ...grants: Parameters<typeof findingsOf>[0]) =>
  findingsOf(grants, tokensOf(issuer));

describe('errors are reported', () => {
  test.each([
    [
      'anyone of a shared issuer',
      GITHUB,
      jwtGrant({ sub: '*' }),
      'grant "grant": grantee: jwt: lets in anyone, because GitHub Actions ' +
        '(https://token.actions.githubusercontent.com) gives tokens to anyone: add an exact value of sub or repository or ' +
        'repository_id or repository_owner or repository_owner_id or workflow_ref or enterprise or enterprise_id',
    ],
    [
      'a folder named by a claim with a slash',
      GITHUB,
      jwtGrant(
        { repository_owner: 'octo-org' },
        { scope: 's3://amzn-s3-demo-bucket/{repository}/*' },
      ),
      'grant "grant": scope: {repository} matches no token, because GitHub Actions writes it with a slash, ' +
        'which one folder or tag cannot hold: use a claim without one, such as an id',
    ],
    [
      'a tag with a claim that has a slash',
      GITHUB,
      jwtGrant({ repository_owner: 'octo-org' }, { tags: { job: '{sub}' } }),
      'grant "grant": tags.job: {sub} matches no token, because GitHub Actions writes it with a slash, ' +
        'which one folder or tag cannot hold: use a claim without one, such as an id',
    ],
  ])('for %s', (_, issuer, grant, message) => {
    expect(findings(issuer, grant).errors).toEqual([message]);
  });

  test.each([
    ['a branch, which any repository has', { ref: 'refs/heads/main' }],
    ['the audience, which anyone asks for', { aud: 'federation-broker' }],
    ['the person who started the run', { actor: 'octocat' }],
    ['any owner', { repository_owner: '*', ref: 'refs/heads/main' }],
    ['any repository', { sub: 'repo:*' }],
    ['a branch in a customized subject', { sub: 'ref:refs/heads/main:*' }],
    ['a beginning of an id', { repository_id: '1:*' }],
    ['a claim inside another', { '/claims/sub': 'repo:octo-org/octo-repo:*' }],
    // Everybody can call a public reusable workflow.
    ['a reusable workflow', { job_workflow_ref: 'octo-org/octo-repo/.github/workflows/x.yml@v1' }],
  ])('for a grant to GitHub Actions by %s', (_, claims) => {
    expect(findings(GITHUB, jwtGrant(claims)).errors).toHaveLength(1);
  });

  test.each([
    [GITHUB, { sub: 'repo:octo-org/*' }],
    [GITHUB, { sub: 'repo:octo-org@123/octo-repo@456:*' }],
    [GITHUB, { sub: 'repository_owner_id:123:*' }],
    [GITHUB, { workflow_ref: 'octo-org/octo-repo/*' }],
    ['https://gitlab.com', { sub: 'project_path:my-group/*' }],
    ['https://app.terraform.io', { sub: 'organization:my-org:*' }],
  ])('but not for a value of %s with * that names the owner: %j', (issuer, claims) => {
    expect(findings(issuer, jwtGrant(claims)).errors).toEqual([]);
  });

  test.each(SHARED_ISSUERS.map(({ name, issuer }) => [name, issuer]))(
    'for a grant to every subject of %s',
    (_, issuer) => {
      expect(findings(issuer, jwtGrant({ sub: '*' })).errors).toHaveLength(1);
      expect(findings(issuer, jwtGrant({ sub: 'one:*' })).errors).toHaveLength(1);
      expect(findings(issuer, jwtGrant({ sub: 'one' })).errors).toEqual([]);
    },
  );

  test('but not for an issuer that serves only one company', () => {
    expect(findings(COMPANY, jwtGrant({ sub: '*' })).errors).toEqual([]);
  });

  test('but not for a grant to a role', () => {
    const grant = grantOf({ grantee: { iam: 'role/TeamA' }, scope: SCOPE });
    expect(findings(GITHUB, grant).errors).toEqual([]);
  });
});

describe('warnings are reported', () => {
  test.each([
    [
      'a permission set without the suffix of its role',
      grantOf({ grantee: { iam: 'permission-set/Engineer' }, scope: SCOPE }),
      'grant "grant": grantee: permission-set/Engineer also covers a role that somebody names AWSReservedSSO_Engineer_ ' +
        'and 16 hexadecimal digits: add the digits of the real role, as in permission-set/Engineer_0123456789abcdef',
    ],
    [
      'an object that looks like a folder',
      jwtGrant({ sub: 'alice' }, { scope: 's3://amzn-s3-demo-bucket/team-a' }),
      'grant "grant": scope: means the one object "team-a": write s3://amzn-s3-demo-bucket/team-a/* if it is a folder',
    ],
    [
      'a claim whose name has dots',
      jwtGrant({ 'realm_access.roles': 'analysts' }),
      'grant "grant": grantee: realm_access.roles is the name of one claim: ' +
        'write /realm_access/roles for a claim inside another',
    ],
    [
      'any value of a list',
      jwtGrant({ groups: '*' }),
      'grant "grant": grantee: jwt.groups: "*" matches any string, never a list, and issuers write groups as a list: ' +
        'name one value',
    ],
    [
      'any value of a list inside another claim',
      jwtGrant({ '/realm_access/roles': '*' }),
      'grant "grant": grantee: jwt./realm_access/roles: "*" matches any string, never a list, and issuers write ' +
        '/realm_access/roles as a list: name one value',
    ],
  ])('for %s', (_, grant, message) => {
    expect(findings(COMPANY, grant).warnings).toEqual([message]);
  });

  test.each([
    ['account', 'Keycloak writes it into the tokens of every application of a realm'],
    ['api://default', 'Okta writes it into every token of its default authorization server'],
    ['sts.amazonaws.com', 'pods and workflows get tokens with it for every role in AWS'],
    ['https://kubernetes.default.svc', 'Kubernetes writes it into the token of every pod'],
    [
      'https://kubernetes.default.svc.cluster.local',
      'Kubernetes writes it into the token of every pod',
    ],
    [
      'https://example.eu.auth0.com/userinfo',
      'Auth0 writes it into every token with the scope openid',
    ],
  ])('for the audience %s, which many applications share', (audience, reason) => {
    const authentication = [
      {
        type: 'jwt',
        issuer: COMPANY,
        audience: ['broker', audience],
        nameClaim: 'sub',
        scopes: [],
      },
    ] as const;
    expect(findingsOf([], authentication).warnings).toEqual([
      `authentication: audience: "${audience}" lets in tokens that were made for other applications, because ${reason}: ` +
        'let the issuer write an audience of the broker’s own',
    ]);
  });

  test.each([
    'Account',
    'https://a.example.com/userinfo/more',
    'urn:https://a.example.com/userinfo',
  ])('but not for the audience %s, which only looks like a shared one', (audience) => {
    const [entry] = tokensOf(COMPANY);
    const authentication = [{ ...entry, audience: [audience] }] as readonly Authentication[];
    expect(findingsOf([], authentication).warnings).toEqual([]);
  });

  test.each(['common', 'organizations', 'consumers'])('for the tenant %s', (tenant) => {
    const issuer = `https://login.microsoftonline.com/${tenant}/v2.0`;
    expect(findings(issuer).warnings).toEqual([
      `authentication: issuer: no token has this issuer, because tokens of /${tenant}/ name the tenant of their user: ` +
        'write your tenant’s id in its place',
    ]);
  });

  test.each([
    ['a slash at the end', 'https://token.actions.githubusercontent.com/'],
    ['a missing letter', 'https://token.actions.githubusercontent.co'],
    ['another letter', 'https://tokens.actions.githubusercontent.com'],
    ['a longer host', 'https://token.actions.githubusercontent.com.example.com'],
  ])('for an issuer that differs from a well-known one by %s', (_, issuer) => {
    expect(findings(issuer).warnings).toEqual([
      `authentication: issuer: "${issuer}" resembles ${GITHUB} and is another issuer: ` +
        'write the one that your tokens have as "iss"',
    ]);
  });

  test.each([
    GITHUB,
    COMPANY,
    'https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0',
    'https://token.actions.githubusercontent.com/octo-enterprise',
    'https://gitlab.example.com',
  ])('but not for the issuer %s', (issuer) => {
    expect(findings(issuer).warnings).toEqual([]);
  });

  test('but not for a permission set whose name includes the suffix', () => {
    const grantee = { iam: 'permission-set/Engineer_0123456789abcdef' };
    expect(findings(COMPANY, grantOf({ grantee, scope: SCOPE })).warnings).toEqual([]);
  });

  test('but not for a claim whose name is a URL, or an object whose name has a file extension', () => {
    const scope = 's3://amzn-s3-demo-bucket/team-a/report.csv';
    const grant = jwtGrant({ 'https://example.com/team': 'a' }, { scope });
    expect(findings(COMPANY, grant).warnings).toEqual([]);
  });
});

describe('a grant that is never used', () => {
  const first = (more: Fields) =>
    jwtGrant({ team: 'a' }, { id: 'first', permission: 'READ', ...more });
  const second = (more: Fields) =>
    jwtGrant({ team: 'a' }, { id: 'second', permission: 'READ', ...more });

  test.each([
    ['of the same permission', {}, {}],
    ['of less', { permission: 'READWRITE' }, { permission: 'WRITE' }],
    ['for a shorter time', { maxDurationSeconds: 7200 }, { maxDurationSeconds: 3600 }],
    [
      'for some of the names',
      { federatedUserNames: ['User*'] },
      { federatedUserNames: ['User1', 'UserX*'] },
    ],
    ['without the console', { console: true }, {}],
  ])('causes a warning: one %s', (_, one, other) => {
    expect(findings(COMPANY, first(one), second(other)).warnings).toEqual([
      'grant "second": is never used, because "first" covers all that it covers and comes first: ' +
        'remove it, or put it first',
    ]);
  });

  test.each([
    ['gives more', {}, { permission: 'READWRITE' }],
    ['lasts longer', {}, { maxDurationSeconds: 7200 }],
    ['may delete', { permission: 'READWRITE', createOnly: true }, { permission: 'READWRITE' }],
    ['lasts to a later day', { validUntil: '2099-01-01' }, { validUntil: '2099-01-02' }],
    ['gives sign-in links', {}, { console: true }],
    ['is for names', {}, { federatedUserNames: ['User1'] }],
    ['is for other names', { federatedUserNames: ['User1'] }, { federatedUserNames: ['User2'] }],
    ['is for requests without a name', { federatedUserNames: ['User1'] }, {}],
    ['is for another scope', {}, { scope: 's3://amzn-s3-demo-bucket/team-a/b/*' }],
    ['is for others', {}, { grantee: { jwt: { team: 'b' } } }],
  ])('is not a grant that %s', (_, one, other) => {
    expect(findings(COMPANY, first(one), second(other)).warnings).toEqual([]);
  });
});

describe('with several issuers, each grant is judged by the issuer of its authentication', () => {
  const several: readonly Authentication[] = [
    ...tokensOf(COMPANY),
    ...tokensOf(GITHUB).map((entry) => ({
      ...entry,
      name: 'github',
      audience: ['sts.amazonaws.com'],
    })),
  ];
  const everybody = (authentication: string) =>
    grantOf({ grantee: { jwt: { sub: '*' }, authentication }, scope: SCOPE });

  test('every subject of the company is no error, every subject of GitHub is one', () => {
    expect(findingsOf([everybody('jwt')], several).errors).toEqual([]);
    expect(findingsOf([everybody('github')], several).errors).toEqual([
      expect.stringMatching(/^grant "grant": grantee: jwt: lets in anyone, because GitHub Actions/),
    ]);
  });

  test('the warning about a shared audience names the entry', () => {
    expect(findingsOf([], several).warnings).toEqual([
      expect.stringMatching(/^authentication "github": audience: "sts.amazonaws.com" lets in/),
    ]);
  });

  test.each([
    ['0123456789abcdef', 'fedcba9876543210'],
    ['0123456789abcdef', undefined],
  ])('the roles of a permission set with the digits %s and %s are two grantees', (...suffixes) => {
    const grants = suffixes.map((suffix, index) => {
      const iam = `permission-set/Engineer${suffix === undefined ? '' : `_${suffix}`}`;
      return grantOf({ id: `grant-${index}`, grantee: { iam }, scope: SCOPE });
    });
    const { warnings } = findings(COMPANY, ...grants);
    expect(warnings.filter((warning) => warning.includes('is never used'))).toEqual([]);
  });

  test('equal claims of two issuers are two grantees, so neither grant shadows the other', () => {
    const [one, other] = ['jwt', 'github'].map((authentication) =>
      grantOf({
        id: authentication,
        grantee: { jwt: { sub: 'alice' }, authentication },
        scope: SCOPE,
      }),
    );
    const { warnings } = findingsOf(
      [one, other].flatMap((each) => each ?? []),
      several,
    );
    expect(warnings.filter((warning) => warning.includes('is never used'))).toEqual([]);
  });
});
