import { GRANTS_MAX, parseGrants } from '../../core/grant.ts';
import { InvalidInput } from '../../core/problems.ts';

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
  test('reads a grant, with an hour where no duration is given', () => {
    expect(parseGrants({ grants: [GRANT] })).toEqual([
      {
        id: 'team-a',
        grantee: { kind: 'role', name: 'TeamA' },
        scope: { kind: 'prefix', bucket: 'amzn-s3-demo-bucket', prefix: 'team-a/' },
        permission: 'READ',
        maxDurationSeconds: 3600,
      },
    ]);
  });

  test('reads every field', () => {
    const more = { maxDurationSeconds: 7200, federatedUserNames: ['User*'], description: 'names' };
    const grantee = { iam: 'permission-set/Engineer' };
    expect(parseGrants({ grants: [{ ...GRANT, ...more, grantee }] })).toEqual([
      expect.objectContaining({ ...more, grantee: { kind: 'permission-set', name: 'Engineer' } }),
    ]);
  });

  test('tells all problems at once, each with its entry and field', () => {
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

  test('reads as many grants as a file may have, and refuses one more', () => {
    const many = Array.from({ length: GRANTS_MAX }, (_, index) => ({
      ...GRANT,
      id: `grant-${index}`,
    }));
    expect(parseGrants({ grants: many })).toHaveLength(GRANTS_MAX);
    expect(problemsOf({ grants: [...many, GRANT] })).toEqual([
      'grants: must have 0 to 10000 items, had 10001',
    ]);
  });
});
