import { parseDeployedGrants, placeholderOf } from '../../../core/grants/deployed-names.ts';
import { parseGrants } from '../../../core/grants/grant.ts';
import { InvalidInput } from '../../../core/problems.ts';

const grant = (scope: unknown, grantee: unknown = { iam: 'role/Etl' }) => ({
  id: 'etl',
  grantee,
  scope,
  permission: 'READ',
});

const file = (...grants: readonly unknown[]) => ({ grants });

const parsed = (grantsFile: unknown, ...names: readonly string[]) =>
  parseDeployedGrants(grantsFile, names);

function problemsOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error instanceof InvalidInput ? error.problems : error;
  }
}

test('names replace their placeholders, with the same result as literal names', () => {
  const withPlaceholders = file(grant('s3://<0>/raw/*', { iam: 'role/<1>' }), {
    ...grant('s3://<2>/a.csv', { iam: 'user/<1>' }),
    id: 'one-object',
  });
  const written = file(grant('s3://amzn-s3-demo-bucket/raw/*', { iam: 'role/Etl' }), {
    ...grant('s3://amzn-s3-demo-bucket1/a.csv', { iam: 'user/Etl' }),
    id: 'one-object',
  });
  expect(parsed(withPlaceholders, 'amzn-s3-demo-bucket', 'Etl', 'amzn-s3-demo-bucket1')).toEqual(
    parseGrants(written),
  );
});

test('only names of buckets, roles and users can be placeholders', () => {
  const grantsFile = file(
    { ...grant('s3://amzn-s3-demo-bucket/<0>/*'), description: '<0>' },
    { ...grant('s3://amzn-s3-demo-bucket/x-<0>', { jwt: { sub: '<0>' } }), id: 'jwt' },
  );
  expect(parsed(grantsFile, 'name')).toEqual(parseGrants(grantsFile));
});

test('a name that looks like a placeholder is not replaced again', () => {
  expect(() => parsed(file(grant('s3://<0>/*')), '<1>', 'amzn-s3-demo-bucket')).toThrow(
    '<0>: must stand for the name of a bucket, was "<1>"',
  );
});

describe('the function does not load', () => {
  test.each([
    ['without names', []],
    ['with too few names', ['amzn-s3-demo-bucket1']],
  ])('%s', (_, names) => {
    expect(() => parsed(file(grant('s3://<1>/raw/*')), ...names)).toThrow('<1>');
    const toRole = grant('s3://amzn-s3-demo-bucket/*', { iam: 'role/<1>' });
    expect(() => parsed(file(toRole), ...names)).toThrow('<1>');
  });

  test.each(['amzn-s3-demo-bucket/secret', '', 'UPPER', '*', 'a..b', '${aws:username}'])(
    'with the bucket name %j',
    (name) => {
      expect(() => parsed(file(grant('s3://<0>/raw/*')), name)).toThrow(
        `<0>: must stand for the name of a bucket, was ${JSON.stringify(name)}`,
      );
    },
  );

  test.each(['path/Etl', '', '*', 'a b', 'x'.repeat(65)])('with the role name %j', (name) => {
    const toRole = grant('s3://amzn-s3-demo-bucket/*', { iam: 'role/<0>' });
    expect(() => parsed(file(toRole), name)).toThrow('grants[0] "etl": grantee.iam: must');
  });
});

test.each([
  undefined,
  'a string',
  [],
  { grants: 'a string' },
  file(null, [], grant(1, { iam: 1 }), grant('no target', 'no grantee')),
])('a file of another form is left to the parser: %j', (grantsFile) => {
  const problems = problemsOf(() => parseGrants(grantsFile));
  expect(problemsOf(() => parsed(grantsFile, 'name'))).toEqual(problems);
});

describe('names that turn out to be equal do not keep the function from loading', () => {
  test('each grant for the bucket has its own Region', () => {
    const local = grant('s3://<0>/raw/*');
    const remote = { ...grant('s3://amzn-s3-demo-bucket/*'), id: 'all', region: 'eu-west-1' };
    expect(() => parseGrants(file(grant(remote.scope), remote))).toThrow(
      'region: must be the same',
    );
    expect(
      parsed(file(local, remote), 'amzn-s3-demo-bucket').map(({ id, region }) => [id, region]),
    ).toEqual([
      ['etl', undefined],
      ['all', 'eu-west-1'],
    ]);
  });

  test('an entry has the scope once', () => {
    const scopes = ['s3://amzn-s3-demo-bucket/*', 's3://<0>/*'];
    const twice = { ...grant(undefined), scopes };
    expect(parsed(file(twice), 'amzn-s3-demo-bucket')).toEqual(parseGrants(file(grant(scopes[0]))));
  });
});

test('no bucket, role or user can have the name of a placeholder', () => {
  expect(() => parsed(file(grant(`s3://${placeholderOf(0)}/*`)))).toThrow('general purpose bucket');
  expect(() =>
    parsed(file(grant('s3://amzn-s3-demo-bucket/*', { iam: `role/${placeholderOf(0)}` }))),
  ).toThrow('must have a name of 1 to 64 letters');
});
