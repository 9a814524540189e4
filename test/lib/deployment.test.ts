import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InvalidInput } from '../../core/problems.ts';
import { readDeployment } from '../../lib/deployment.ts';

const GRANT = {
  id: 'team-a',
  grantee: { iam: 'role/TeamA' },
  scope: 's3://amzn-s3-demo-bucket/team-a/*',
  permission: 'READ',
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-test-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function read(configuration: unknown, grants: unknown, cases?: unknown) {
  const write = (name: string, value: unknown) =>
    writeFileSync(
      path.join(folder, name),
      typeof value === 'string' ? value : JSON.stringify(value),
    );
  write('prod.json', configuration);
  write('grants.json', grants);
  if (cases !== undefined) {
    write('grants.cases.json', cases);
  }
  return readDeployment(path.join(folder, 'prod.json'));
}

function problemsOf(configuration: unknown, grants: unknown, cases?: unknown): readonly string[] {
  try {
    read(configuration, grants, cases);
  } catch (error) {
    return error instanceof InvalidInput ? error.problems : [String(error)];
  }
  return [];
}

test('the path of the grants file is relative to the configuration, and its text is used unchanged', () => {
  const text = `${JSON.stringify({ grants: [GRANT] })}  \n`;
  const { configuration, grants } = read({}, text);
  expect(configuration.stackName).toBe('FederationBroker');
  expect(grants.parsed.map(({ id }) => id)).toEqual(['team-a']);
  expect(grants.text).toBe(text);
});

test('each problem names the file, the entry and the field', () => {
  expect(problemsOf({ rotationDays: 0 }, { grants: [] })).toEqual([
    expect.stringMatching(/prod\.json: rotationDays: .*1 to 365/),
  ]);
  expect(problemsOf({}, { grants: [{ ...GRANT, permission: 'ALL' }] })).toEqual([
    expect.stringMatching(/grants\.json: grants\[0\] "team-a": permission: .*LIST, READ/),
  ]);
});

test('a message about a file that is not JSON names the file', () => {
  expect(problemsOf('{', { grants: [] })).toEqual([
    expect.stringMatching(/prod\.json: is not JSON/),
  ]);
  expect(problemsOf({}, '[')).toEqual([expect.stringMatching(/grants\.json: is not JSON/)]);
});

test('a message about more revocations than there is room for names the file', () => {
  const revocations = Array.from({ length: 2_000 }, (_, index) => ({
    federatedUser: `user-${index}=GBj6bl0QSFgnt7`,
    issuedBefore: new Date(Date.UTC(2026, 10, 21, 0, 0, index)).toISOString().replace('.000', ''),
  }));
  expect(problemsOf({ revocations }, { grants: [GRANT] })).toEqual([
    expect.stringMatching(/prod\.json: revocations: the 2000 entries need \d+ policies/),
  ]);
});

test('a message about a missing file names the file', () => {
  expect(problemsOf({ grants: 'none.json' }, {})).toEqual([
    expect.stringMatching(/none\.json: cannot be read \(.*ENOENT/),
  ]);
});

test('a grant outside the configured ceiling is refused, and the message says what to do', () => {
  const ceiling = [{ scope: 's3://amzn-s3-demo-bucket/team-b/*', permission: 'READ' }];
  expect(problemsOf({ ceiling }, { grants: [GRANT] })).toEqual([
    expect.stringMatching(/^grant "team-a": .*outside the ceiling; narrow the grant, or add/),
  ]);
});

test('a grant whose session policy is too long for STS is refused, and the message has its length', () => {
  const scope = `s3://amzn-s3-demo-bucket/${'x'.repeat(1000)}/*`;
  expect(problemsOf({}, { grants: [{ ...GRANT, scope }] })).toEqual([
    expect.stringMatching(/^grant "team-a": scope: its session policy has 24\d\d characters/),
  ]);
});

describe('test cases beside the grants file', () => {
  const CASE = {
    caller: { iam: 'role/TeamA' },
    target: 's3://amzn-s3-demo-bucket/team-a/*',
    permission: 'READ',
    expect: 'team-a',
  };

  test('are checked, and are optional', () => {
    expect(problemsOf({}, { grants: [GRANT] }, { cases: [CASE] })).toEqual([]);
    expect(problemsOf({}, { grants: [GRANT] })).toEqual([]);
  });

  test('are named in a message if the grants answer otherwise', () => {
    const cases = [CASE, { ...CASE, expect: 'refused' }];
    expect(problemsOf({}, { grants: [GRANT] }, { cases })).toEqual([
      expect.stringMatching(
        /grants\.cases\.json: cases\[1\]: READ on s3:.*: expected refused, got team-a$/,
      ),
    ]);
  });

  test('are named in a message if they are not valid', () => {
    expect(problemsOf({}, { grants: [GRANT] }, '{')).toEqual([
      expect.stringMatching(/grants\.cases\.json: is not JSON/),
    ]);
    const cases = [{ ...CASE, permission: 'read' }];
    expect(problemsOf({}, { grants: [GRANT] }, { cases })).toEqual([
      expect.stringMatching(/grants\.cases\.json: cases\[0\]: permission: .*LIST, READ/),
    ]);
  });

  test('have the name of the grants file and are in its folder', () => {
    mkdirSync(path.join(folder, 'team'));
    const grants = JSON.stringify({ grants: [GRANT] });
    const cases = JSON.stringify({ cases: [{ ...CASE, expect: 'refused' }] });
    writeFileSync(path.join(folder, 'team', 'prod.json'), grants);
    writeFileSync(path.join(folder, 'team', 'grants.cases.json'), cases);
    expect(problemsOf({ grants: 'team/prod.json' }, {})).toEqual([]);
    writeFileSync(path.join(folder, 'team', 'prod.cases.json'), cases);
    expect(problemsOf({ grants: 'team/prod.json' }, {})).toEqual([
      expect.stringMatching(/team\/prod\.cases\.json: cases\[0\]: /),
    ]);
  });
});

describe('grants for tokens', () => {
  const HOMES = {
    id: 'homes',
    grantee: { jwt: { email: '*' } },
    scope: 's3://amzn-s3-demo-bucket/home/{email}/*',
    permission: 'READ',
  };
  const authentication = [
    { type: 'jwt', issuer: 'https://issuer.example.com', audience: 'broker' },
  ];

  test('are refused without authentication by tokens', () => {
    expect(problemsOf({}, { grants: [GRANT, HOMES] })).toEqual([
      expect.stringMatching(
        /grants\.json: grant "homes": grantee: is jwt, but "authentication" has no entry/,
      ),
    ]);
  });

  test('are accepted with authentication by tokens, and grants for roles are refused without signed requests', () => {
    expect(problemsOf({ authentication }, { grants: [HOMES] })).toEqual([]);
    expect(problemsOf({ authentication }, { grants: [GRANT] })).toEqual([
      expect.stringMatching(/grants\.json: grant "team-a": grantee: is iam, /),
    ]);
  });
});
