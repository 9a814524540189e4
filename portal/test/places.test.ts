import type { CallerGrant } from '../src/broker.ts';
import { abilityOf, placesOf } from '../src/places.ts';

function grant(
  scope: string,
  permission: CallerGrant['Permission'],
  more: object = {},
): CallerGrant {
  return {
    GrantId: 'grant',
    GrantScope: `s3://${scope}`,
    Permission: permission,
    Region: 'eu-central-1',
    ...more,
  };
}

test('a place has the bucket, the prefix, the Region and the end of its grant', () => {
  const [place] = placesOf([
    grant('reports/team-a/*', 'READ', { ValidUntil: '2026-12-31T18:00:00Z' }),
  ]);
  expect(place).toMatchObject({
    bucket: 'reports',
    prefix: 'team-a/',
    kind: 'PREFIX',
    target: 's3://reports/team-a/*',
    region: 'eu-central-1',
    validUntil: '2026-12-31T18:00:00Z',
    createOnly: false,
  });
});

test.each([
  ['reports/*', 'BUCKET', ''],
  ['reports/a/b/*', 'PREFIX', 'a/b/'],
  ['reports/a/b.txt', 'OBJECT', 'a/b.txt'],
])('the scope %s is a %s', (scope, kind, prefix) => {
  expect(placesOf([grant(scope, 'READ')])).toMatchObject([{ kind, prefix }]);
});

test.each([
  ['LIST', ['list'], 'See the names of files'],
  ['READ', ['get', 'list'], 'Download files'],
  ['UPLOAD', ['write'], 'Upload files'],
  ['WRITE', ['delete', 'write'], 'Upload files'],
  ['READWRITE', ['delete', 'get', 'list', 'write'], 'Download, upload and delete files'],
] as const)('%s permits %j', (permission, permissions, ability) => {
  const [place] = placesOf([grant('reports/a/*', permission)]);
  expect(place?.permissions).toEqual(permissions);
  expect(place && abilityOf(place)).toBe(ability);
});

test.each([
  ['UPLOAD', ['write'], 'Upload files, but replace nothing'],
  ['WRITE', ['write'], 'Upload files, but replace nothing'],
  ['READWRITE', ['get', 'list', 'write'], 'Download and upload files, but replace nothing'],
] as const)(
  '%s for new keys permits %j, and nothing is replaced',
  (permission, permissions, ability) => {
    const [place] = placesOf([grant('reports/a/*', permission, { CreateOnly: true })]);
    expect(place?.permissions).toEqual(permissions);
    expect(place && abilityOf(place)).toBe(ability);
  },
);

test('grants to act for other users are no places', () => {
  expect(placesOf([grant('reports/*', 'READ', { FederatedUserNames: ['User*'] })])).toEqual([]);
});

test('places are in the order of buckets and prefixes', () => {
  const scopes = ['b-eu/a/*', 'b/z/*', 'b/a/*'];
  expect(placesOf(scopes.map((scope) => grant(scope, 'READ'))).map(({ target }) => target)).toEqual(
    ['s3://b/a/*', 's3://b/z/*', 's3://b-eu/a/*'],
  );
});

test('of two grants for the same prefix, one that gives no more than the other is left out', () => {
  const permissionsOf = (...grants: readonly CallerGrant[]) =>
    placesOf(grants).map(({ permission }) => permission);
  const read = grant('b/a/*', 'READ');
  expect(permissionsOf(read, grant('b/a/*', 'READWRITE'))).toEqual(['READWRITE']);
  expect(permissionsOf(read, { ...read, GrantId: 'twin' })).toEqual(['READ']);
  expect(permissionsOf(read, grant('b/a/*', 'WRITE'))).toHaveLength(2);
  expect(permissionsOf(read, grant('b/*', 'READWRITE'))).toHaveLength(2);
});

test('a grant that ends sooner does not hide one that lasts', () => {
  const ending = grant('b/a/*', 'READWRITE', { ValidUntil: '2026-12-31T18:00:00Z' });
  expect(placesOf([grant('b/a/*', 'READ'), ending])).toHaveLength(2);
  expect(placesOf([{ ...ending, Permission: 'READ' }, grant('b/a/*', 'READWRITE')])).toHaveLength(
    1,
  );
});

test('a grant for new keys does not hide one that replaces them', () => {
  const both = [grant('b/a/*', 'READWRITE', { CreateOnly: true }), grant('b/a/*', 'WRITE')];
  expect(placesOf(both)).toHaveLength(2);
});
