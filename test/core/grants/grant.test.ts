import { GRANTS_MAX, parseGrants, SCOPES_MAX } from '../../../core/grants/grant.ts';
import { InvalidInput } from '../../../core/problems.ts';
import { KMS_KEY } from '../fixtures.ts';
import { parseScope } from './parse-scope.ts';

const GRANT = {
  id: 'team-a',
  grantee: { iam: 'role/TeamA' },
  scope: 's3://amzn-s3-demo-bucket/team-a/*',
  permission: 'READ',
};

function problemsOf(value: unknown): readonly string[] {
  try {
    parseGrants(value);
  } catch (error) {
    return error instanceof InvalidInput ? error.problems : [String(error)];
  }
  return [];
}

describe('parseGrants', () => {
  test('parses a grant, whose duration is an hour by default', () => {
    expect(parseGrants({ grants: [GRANT] })).toEqual([
      {
        id: 'team-a',
        grantee: { kind: 'role', name: 'TeamA' },
        scope: parseScope('s3://amzn-s3-demo-bucket/team-a/*'),
        permission: 'READ',
        maxDurationSeconds: 3600,
      },
    ]);
  });

  test('parses every field', () => {
    const more = {
      maxDurationSeconds: 7200,
      federatedUserNames: ['User*'],
      console: true,
      description: 'names',
    };
    const grantee = { iam: 'permission-set/Engineer' };
    expect(parseGrants({ grants: [{ ...GRANT, ...more, grantee }] })).toEqual([
      expect.objectContaining({ ...more, grantee: { kind: 'permission-set', name: 'Engineer' } }),
    ]);
  });

  test('parses placeholders in a grant for tokens', () => {
    const more = {
      grantee: { jwt: { sub: '*', email_verified: true } },
      scope: 's3://amzn-s3-demo-bucket/home/{sub}/*',
      tags: { user: '{sub}' },
      kmsKey: KMS_KEY,
    };
    expect(parseGrants({ grants: [{ ...GRANT, ...more }] })).toEqual([
      {
        id: 'team-a',
        grantee: {
          kind: 'jwt',
          claims: [
            { claim: 'sub', value: '*' },
            { claim: 'email_verified', value: true },
          ],
        },
        scope: parseScope(more.scope),
        permission: 'READ',
        maxDurationSeconds: 3600,
        tags: [{ key: 'user', value: '{sub}' }],
        kmsKey: KMS_KEY,
      },
    ]);
  });

  test('reports every placeholder in a grant for IAM', () => {
    const scope = 's3://amzn-s3-demo-bucket/{sub}/*';
    const grants = [{ ...GRANT, scope, tags: { team: 'a', user: '{sub}' } }];
    expect(problemsOf({ grants })).toEqual([
      'grants[0] "team-a": scope: can have {claim} only where the grantee is jwt, and {sessionName} where it is a permission set',
      'grants[0] "team-a": tags.user: can have {claim} only where the grantee is jwt, and {sessionName} where it is a permission set',
    ]);
  });

  test('reports all problems at once, each with its entry and field', () => {
    const problems = problemsOf({
      grants: [
        { ...GRANT, scope: 's3://amzn-s3-demo-bucket', maxDurationSeconds: 60 },
        GRANT,
        { ...GRANT, id: 'team-b', permission: 'ALL', colour: 'red' },
      ],
    });
    expect(problems).toEqual([
      expect.stringMatching(/^grants\[0\] "team-a": scope: .*, was "s3:\/\/amzn-s3-demo-bucket"$/),
      expect.stringMatching(/^grants\[0\] "team-a": maxDurationSeconds: .* 900 to 129600, was 60$/),
      expect.stringMatching(/^grants\[2\] "team-b": colour: is not a known field \(known: id, /),
      expect.stringMatching(/^grants\[2\] "team-b": permission: .*, was "ALL"$/),
    ]);
  });

  test('accepts 10,000 grants and refuses one more', () => {
    const many = Array.from({ length: GRANTS_MAX }, (_, index) => ({
      ...GRANT,
      id: `grant-${index}`,
    }));
    expect(parseGrants({ grants: many })).toHaveLength(GRANTS_MAX);
    expect(problemsOf({ grants: [...many, GRANT] })).toEqual([
      'grants: must have 0 to 10000 items, had 10001',
    ]);
  });

  test('accepts 10,000 scopes in all and refuses one more', () => {
    const scopesOf = (count: number) =>
      Array.from({ length: count }, (_, index) => `s3://amzn-s3-demo-bucket/${index}/*`);
    const { scope: _, ...rest } = GRANT;
    const many = Array.from({ length: GRANTS_MAX / SCOPES_MAX }, (_, index) => ({
      ...rest,
      id: `grant-${index}`,
      scopes: scopesOf(SCOPES_MAX),
    }));
    expect(parseGrants({ grants: many })).toHaveLength(GRANTS_MAX);
    expect(problemsOf({ grants: [...many, GRANT] })).toEqual([
      'grants: must have at most 10000 scopes in all, had 10001',
    ]);
  });
});
