import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

function read(configuration: unknown, grants: unknown) {
  const write = (name: string, value: unknown) =>
    writeFileSync(
      path.join(folder, name),
      typeof value === 'string' ? value : JSON.stringify(value),
    );
  write('prod.json', configuration);
  write('grants.json', grants);
  return readDeployment(path.join(folder, 'prod.json'));
}

function problemsOf(configuration: unknown, grants: unknown): readonly string[] {
  try {
    read(configuration, grants);
  } catch (error) {
    return error instanceof InvalidInput ? error.problems : [String(error)];
  }
  return [];
}

test('the grants file is found beside the configuration, and kept as it stands', () => {
  const text = `${JSON.stringify({ grants: [GRANT] })}  \n`;
  const { configuration, grants, grantsText } = read({}, text);
  expect(configuration.stackName).toBe('FederationBroker');
  expect(grants.map(({ id }) => id)).toEqual(['team-a']);
  expect(grantsText).toBe(text);
});

test('each problem names the file, the entry and the field', () => {
  expect(problemsOf({ rotationDays: 0 }, { grants: [] })).toEqual([
    expect.stringMatching(/prod\.json: rotationDays: .*1 to 365/),
  ]);
  expect(problemsOf({}, { grants: [{ ...GRANT, permission: 'ALL' }] })).toEqual([
    expect.stringMatching(/grants\.json: grants\[0\] "team-a": permission: .*LIST, READ/),
  ]);
});

test('a file that is not JSON is named', () => {
  expect(problemsOf('{', { grants: [] })).toEqual([
    expect.stringMatching(/prod\.json: is not JSON/),
  ]);
  expect(problemsOf({}, '[')).toEqual([expect.stringMatching(/grants\.json: is not JSON/)]);
});

test('a file that is not there is named', () => {
  expect(problemsOf({ grants: 'none.json' }, {})).toEqual([
    expect.stringMatching(/none\.json: cannot be read \(.*ENOENT/),
  ]);
});

test('a grant outside the configured ceiling fails, with the remedy', () => {
  const ceiling = [{ scope: 's3://amzn-s3-demo-bucket/team-b/*', permission: 'READ' }];
  expect(problemsOf({ ceiling }, { grants: [GRANT] })).toEqual([
    expect.stringMatching(/^grant "team-a": .*outside the ceiling; narrow the grant, or add/),
  ]);
});

test('a grant whose session policy STS would refuse fails, with its size', () => {
  const scope = `s3://amzn-s3-demo-bucket/${'x'.repeat(1000)}/*`;
  expect(problemsOf({}, { grants: [{ ...GRANT, scope }] })).toEqual([
    expect.stringMatching(/^grant "team-a": scope: its session policy has 22\d\d characters/),
  ]);
});
