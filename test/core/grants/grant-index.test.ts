import fc from 'fast-check';
import { type Claims, claimOf } from '../../../core/callers/claims.ts';
import type { CallerIdentity } from '../../../core/callers/identity.ts';
import type { Grant } from '../../../core/grants/grant.ts';
import { grantsOf, indexGrants } from '../../../core/grants/grant-index.ts';
import { ANY_STRING } from '../../../core/grants/grantee.ts';
import { callerOf, grantOf, grantTo, jwtCallerOf } from '../fixtures.ts';

const SCOPE = 's3://amzn-s3-demo-bucket/*';
const BOB = 'arn:aws:iam::111122223333:user/Bob';

const forClaims = (jwt: Readonly<Record<string, unknown>>, id = 'grant') =>
  grantOf({ id, grantee: { jwt }, scope: SCOPE, permission: 'LIST' });

/** A grant that throws if any field except its grantee is read. */
function unreadable(grant: Grant): Grant {
  return new Proxy(grant, {
    get(target, property) {
      if (property !== 'grantee') {
        throw new Error(`read ${String(property)} of a grant for somebody else`);
      }
      return target.grantee;
    },
  });
}

test.each([
  ['jwt', 'github'],
  ['github', 'jwt'],
  ['github', undefined],
  ['people', 'github'],
])('a token of %j with every claim of a grantee for %j gets nothing', (authentication, wanted) => {
  const jwt = { sub: '*', repository_id: '123', groups: 'analysts', email_verified: true };
  const grants = indexGrants([
    grantOf({ grantee: { jwt, authentication: wanted }, scope: SCOPE }),
    ...Object.entries(jwt).map(([claim, value]) =>
      grantOf({ grantee: { jwt: { [claim]: value }, authentication: wanted }, scope: SCOPE }),
    ),
  ]);
  const caller = jwtCallerOf({ ...jwt, sub: 'alice' });
  expect(grantsOf(grants, { ...caller, authentication })).toEqual([]);
  expect(grantsOf(grants, { ...caller, authentication: wanted ?? 'jwt' })).toHaveLength(5);
});

describe('grantsOf a caller with a token', () => {
  test.each<[Readonly<Record<string, unknown>>, Claims]>([
    [{ groups: 'analysts' }, { groups: 'analysts' }],
    [{ groups: 'analysts' }, { groups: ['analysts'] }],
    [{ groups: 'analysts' }, { groups: ['a', 'analysts', 7, null, 'analysts'] }],
    [{ groups: 'x analysts' }, { groups: ['x analysts'] }],
    [{ sub: '*' }, {}],
    [{ team: '*' }, { team: '*' }],
    [{ team: '*' }, { team: ' ' }],
    [{ email_verified: true }, { email_verified: true }],
    [{ guest: false }, { guest: false }],
    [{ email_verified: 'true' }, { email_verified: 'true' }],
    [{ 'https://example.com/team': 'a' }, { 'https://example.com/team': 'a' }],
    [{ constructor: 'a' }, { constructor: 'a' }],
    [{ '/realm_access/roles': 'analysts' }, { realm_access: { roles: ['x', 'analysts'] } }],
    [{ '/a/b/c': true }, { a: { b: { c: true } } }],
    [{ '/a/b': '*' }, { a: { b: 'x' } }],
    [{ '/https:~1~1example.com~1a/b~0c': 'x' }, { 'https://example.com/a': { 'b~c': 'x' } }],
    [{ '/a/__proto__': 'x' }, JSON.parse('{"a": {"__proto__": "x"}}')],
    [{ sub: 'repo:octo-org/octo-repo:*' }, { sub: 'repo:octo-org/octo-repo:ref:refs/heads/main' }],
    [
      { sub: 'repo:octo-org@123/octo-repo@456:*' },
      { sub: 'repo:octo-org@123/octo-repo@456:environment:production' },
    ],
    [{ sub: 'repo:octo-org/*' }, { sub: 'repo:octo-org/octo-repo:*' }],
    [{ groups: '/teams/*' }, { groups: ['/x', '/teams/a'] }],
    [{ '/a/groups': '/*' }, { a: { groups: '/teams' } }],
    [
      { groups: 'a', team: 'b', sub: '*', ok: true },
      { groups: ['x', 'a'], team: 'b', ok: true },
    ],
  ])('a grant for %j applies to %j', (wanted, claims) => {
    const grant = forClaims(wanted);
    expect(grantsOf(indexGrants([grant]), jwtCallerOf(claims))).toEqual([grant]);
  });

  test.each<[Readonly<Record<string, unknown>>, Claims]>([
    [{ groups: 'analysts' }, {}],
    [{ groups: 'analysts' }, { groups: 'Analysts' }],
    [{ groups: 'analysts' }, { groups: 'analysts ' }],
    [{ groups: 'analysts' }, { groups: 'x analysts' }],
    [{ groups: 'analysts' }, { groups: '[analysts]' }],
    [{ groups: 'analysts' }, { groups: '["analysts"]' }],
    [{ groups: 'analysts' }, { groups: 'analysts,x' }],
    [{ groups: 'analysts' }, { groups: [] }],
    [{ groups: 'analysts' }, { groups: ['x analysts'] }],
    [{ groups: 'analysts' }, { groups: ['[analysts]'] }],
    [{ groups: 'analysts' }, { groups: [['analysts']] }],
    [{ groups: 'analysts' }, { groups: { analysts: true } }],
    [{ groups: 'analysts' }, { groups: { 0: 'analysts', length: 1 } }],
    [{ groups: 'analysts' }, { Groups: 'analysts' }],
    [{ groups: 'analysts' }, { groups: ['*'] }],
    [{ groups: 'analysts' }, { groups: '*' }],
    [{ team: '*' }, {}],
    [{ team: '*' }, { team: '' }],
    [{ team: '*' }, { team: ['a'] }],
    [{ team: '*' }, { team: ['*'] }],
    [{ team: '*' }, { team: [] }],
    [{ team: '*' }, { team: true }],
    [{ team: '*' }, { team: 7 }],
    [{ team: '*' }, { team: null }],
    [{ team: '*' }, { team: {} }],
    [{ email_verified: true }, { email_verified: 'true' }],
    [{ email_verified: true }, { email_verified: false }],
    [{ email_verified: true }, { email_verified: 1 }],
    [{ email_verified: true }, { email_verified: [true] }],
    [{ email_verified: 'true' }, { email_verified: true }],
    [{ level: '7' }, { level: 7 }],
    [{ constructor: '*' }, {}],
    [{ '/a/b': 'x' }, {}],
    [{ '/a/b': 'x' }, { a: 'x' }],
    [{ '/a/b': 'x' }, { a: null }],
    [{ '/a/b': 'x' }, { b: 'x' }],
    [{ '/a/b': 'x' }, { '/a/b': 'x' }],
    [{ '/a/b': 'x' }, { a: { b: { c: 'x' } } }],
    [{ '/a/b': 'x' }, { a: [{ b: 'x' }] }],
    [{ '/a/0': 'x' }, { a: ['x'] }],
    [{ '/a/length': '*' }, { a: 'x' }],
    [{ '/a/constructor': '*' }, { a: {} }],
    [{ 'a/b': 'x' }, { a: { b: 'x' } }],
    [{ 'a.b': 'x' }, { a: { b: 'x' } }],
    [{ sub: 'repo:octo-org/octo-repo:*' }, { sub: 'repo:octo-org/octo-repo:' }],
    [{ sub: 'repo:octo-org/octo-repo:*' }, { sub: 'repo:octo-org/octo-repo' }],
    [{ sub: 'repo:octo-org/octo-repo:*' }, { sub: 'repo:octo-org/octo-repo2:ref' }],
    [{ sub: 'repo:octo-org/octo-repo:*' }, { sub: 'x:repo:octo-org/octo-repo:ref' }],
    [{ sub: 'repo:octo-org/octo-repo:*' }, { sub: 'REPO:octo-org/octo-repo:ref' }],
    [{ sub: 'repo:octo-org/octo-repo:*' }, { sub: 'repo:octo-org@123/octo-repo@456:ref' }],
    [{ groups: '/teams/*' }, { groups: ['/teams/', '/teams2/a', ['/teams/a'], 7] }],
    [{ toString: '*' }, {}],
    [{ groups: 'a', team: 'b' }, { groups: ['a'] }],
    [
      { groups: 'a', team: 'b' },
      { groups: ['a'], team: 'c' },
    ],
    [
      { groups: 'a', ok: true },
      { groups: 'a', ok: 'true' },
    ],
  ])('a grant for %j does not apply to %j', (wanted, claims) => {
    expect(grantsOf(indexGrants([forClaims(wanted)]), jwtCallerOf(claims))).toEqual([]);
  });

  test('are in the order of the file, without repetitions', () => {
    const grants = [
      forClaims({ groups: 'b' }, '1'),
      forClaims({ sub: '*' }, '2'),
      forClaims({ groups: 'a' }, '3'),
      forClaims({ groups: 'a', sub: 'alice' }, '4'),
      forClaims({ sub: 'alice' }, '5'),
    ];
    const caller = jwtCallerOf({ groups: ['a', 'b', 'a'] });
    expect(grantsOf(indexGrants(grants), caller).map(({ id }) => id)).toEqual([...'12345']);
  });

  test('are indexed by the rarest claim', () => {
    const ofTeams = [...'abc'].map((team) => forClaims({ tenant: 'example', team }));
    const index = indexGrants(ofTeams);
    expect([...index.byKey.values()].map(({ length }) => length)).toEqual([1, 1, 1]);
    expect(grantsOf(index, jwtCallerOf({ tenant: 'example', team: 'a' }))).toEqual([ofTeams[0]]);
  });
});

describe('grantsOf', () => {
  test('does not look at grants of other callers', () => {
    const own = grantTo('user/Bob', SCOPE, 'LIST');
    const others = [
      grantTo('user/Eve', SCOPE, 'READ'),
      grantTo('role/Bob', SCOPE, 'READ'),
      grantTo('permission-set/Bob', SCOPE, 'READ'),
      forClaims({ sub: '*' }),
      forClaims({ sub: 'Bob' }),
    ].map(unreadable);
    const index = indexGrants([...others, own, ...others]);
    expect(grantsOf(index, callerOf(BOB))).toEqual([own]);
    const eve = indexGrants([unreadable(own), unreadable(forClaims({ groups: 'a' }))]);
    expect(grantsOf(eve, jwtCallerOf({ sub: 'user/Bob', groups: ['b'] }))).toEqual([]);
  });

  test.each([
    'AWSReservedSSO_Bob_0123456789abcdef',
    'AWSReservedSSO_Bob_Bob_0123456789abcdef',
    'XAWSReservedSSO_Bob_0123456789abcdef',
    'AWSReservedSSO_Bob_0123456789abcdefX',
    'AWSReservedSSO_Bob_0123456789ABCDEF',
    'AWSReservedSSO_Bob_0123456789abcde',
    'AWSReservedSSO_Bob',
    'Bob',
  ])('recognizes whether the role %s belongs to a permission set', (roleName) => {
    const grants = indexGrants([
      grantTo('permission-set/Bob', SCOPE, 'LIST'),
      grantTo('permission-set/undefined', SCOPE, 'LIST'),
    ]);
    const caller = callerOf(`arn:aws:sts::111122223333:assumed-role/${roleName}/s1`);
    expect(grantsOf(grants, caller)).toHaveLength(
      roleName === 'AWSReservedSSO_Bob_0123456789abcdef' ? 1 : 0,
    );
  });

  test.each([
    ['AWSReservedSSO_Bob_0123456789abcdef', 1],
    ['AWSReservedSSO_Bob_fedcba9876543210', 0],
    ['AWSReservedSSO_Bob_0123456789abcdef_0123456789abcdef', 0],
    ['Bob_0123456789abcdef', 0],
  ])(
    'finds a permission set with a suffix for the role %s only if the suffix is its own',
    (roleName, found) => {
      const grants = indexGrants([grantTo('permission-set/Bob_0123456789abcdef', SCOPE, 'LIST')]);
      const caller = callerOf(`arn:aws:sts::111122223333:assumed-role/${roleName}/s1`);
      expect(grantsOf(grants, caller)).toHaveLength(found);
    },
  );

  test('returns the same grants as a search through all grants', () => {
    const value = fc.constantFrom('a', 'b', '*', '', '[a]', 'true', 'a:b', 'a:b/c', 'a:');
    const found = fc.oneof(
      value,
      fc.boolean(),
      fc.array(fc.oneof(value, fc.boolean()), { maxLength: 3 }),
      fc.constantFrom(null, 7),
      fc.dictionary(fc.constantFrom('b', 'c/d'), value, { noNullPrototype: true }),
    );
    const claims = fc.dictionary(fc.constantFrom('sub', 'team', 'groups', 'constructor'), found);
    const wanted = fc.dictionary(
      fc.constantFrom('sub', 'team', 'groups', 'constructor', 'toString', '/team/b', '/team/c~1d'),
      fc.oneof(
        value.filter((text) => text !== ''),
        fc.constantFrom('a:*', 'a:b/*'),
        fc.boolean(),
      ),
      { minKeys: 1 },
    );
    const iam = fc.constantFrom(
      'user/Bob',
      'role/Bob',
      'role/TeamA',
      'permission-set/Bob',
      'permission-set/Bob_0123456789abcdef',
    );
    const authentication = fc.constantFrom(undefined, 'jwt', 'github');
    const grant = fc.oneof(
      fc
        .tuple(wanted, authentication)
        .map(([jwt, name]) => grantOf({ grantee: { jwt, authentication: name }, scope: SCOPE })),
      iam.map((name) => grantTo(name, SCOPE, 'LIST')),
    );
    const caller = fc.oneof(
      fc
        .tuple(claims, authentication)
        .map(([held, name = 'jwt']) => ({ ...jwtCallerOf(held), authentication: name })),
      fc
        .constantFrom(
          'role/Bob/s1',
          'role/TeamA/s1',
          'role/AWSReservedSSO_Bob_0123456789abcdef/s1',
          'role/AWSReservedSSO_Bob_fedcba9876543210/s1',
        )
        .map((text) =>
          callerOf(`arn:aws:sts::111122223333:${text.replace('role', 'assumed-role')}`),
        ),
      fc.constant(callerOf(BOB)),
    );
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 12 }), caller, (grants, one) => {
        expect(grantsOf(indexGrants(grants), one)).toEqual(grants.filter((each) => is(each, one)));
      }),
      { numRuns: 1000 },
    );
  });
});

/** Whether the grant applies to the caller. A second implementation, to compare with. */
function is({ grantee }: Grant, caller: CallerIdentity): boolean {
  if (grantee.kind === 'jwt') {
    return (
      caller.kind === 'jwt' &&
      caller.authentication === (grantee.authentication ?? 'jwt') &&
      grantee.claims.every(({ claim, value }) => {
        const found = claimOf(caller.claims, claim);
        const texts = [found].flat().filter((one) => typeof one === 'string');
        if (value === ANY_STRING) {
          return typeof found === 'string' && found.length > 0;
        }
        return typeof value === 'string' && value.endsWith('*')
          ? texts.some((text) => new RegExp(`^${value.slice(0, -1)}.+$`).test(text))
          : found === value || texts.some((text) => text === value);
      })
    );
  }
  const { kind, name, suffix = '[0-9a-f]{16}' } = grantee;
  if (caller.kind === 'assumed-role') {
    const ofSet = new RegExp(`^AWSReservedSSO_${name}_${suffix}$`).test(caller.roleName);
    return kind === 'role' ? caller.roleName === name : kind === 'permission-set' && ofSet;
  }
  return caller.kind === 'user' && kind === 'user' && caller.userName === name;
}
