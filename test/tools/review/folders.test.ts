import fc from 'fast-check';
import { includesTarget, pathOf } from '../../../core/aws/target.ts';
import { type Grant, parseGrants } from '../../../core/grants/grant.ts';
import { fillScope, formatScope } from '../../../core/grants/scope.ts';
import { foldersOf } from '../../../tools/review/folder-access.ts';
import { foldersSection } from '../../../tools/review/folders-section.ts';
import { issuersOf } from './review-sources.ts';

const ISSUER = 'https://id.example.com';

/** Returns grants with these scopes in one bucket. Their names are `g0`, `g1` and so on. */
function grantsOn(...paths: readonly string[]): readonly Grant[] {
  return parseGrants({
    grants: paths.map((place, index) => ({
      id: `g${index}`,
      grantee: { jwt: { groups: `group${index}` } },
      scope: `s3://amzn-s3-demo-bucket/${place}`,
      permission: 'READ',
    })),
  });
}

/** Returns the rows as text, such as `team-a/* g0 own`. */
function waysInto(...paths: readonly string[]): readonly string[] {
  return foldersOf(grantsOn(...paths)).flatMap(({ scope, accesses }) =>
    accesses.map(({ grant, by }) => {
      const place = formatScope(scope).replace('s3://amzn-s3-demo-bucket/', '');
      return `${place} ${grant.id} ${by}`;
    }),
  );
}

test.each<[string, readonly string[], readonly string[]]>([
  ['a grant on the folder', ['team-a/*'], ['team-a/* g0 own']],
  [
    'grants on folders around it, the nearest first',
    ['*', 'team-a/*', 'team-a/x/*'],
    [
      '* g0 own',
      'team-a/* g1 own',
      'team-a/* g0 parent',
      'team-a/x/* g2 own',
      'team-a/x/* g1 parent',
      'team-a/x/* g0 parent',
    ],
  ],
  [
    'a grant on a folder around one object',
    ['a/*', 'a/b.txt'],
    ['a/* g0 own', 'a/b.txt g1 own', 'a/b.txt g0 parent'],
  ],
  [
    'a claim that can have the name of the folder',
    ['home/{sub}/*', 'home/alice/*'],
    [
      'home/alice/* g1 own',
      'home/alice/* g0 claims',
      'home/{sub}/* g0 own',
      'home/{sub}/* g1 claims',
    ],
  ],
  [
    'a claim that can have the name of the folder and reaches a part of it',
    ['{team}/reports/*', 'team-a/*'],
    [
      'team-a/* g1 own',
      'team-a/* g0 claims',
      '{team}/reports/* g0 own',
      '{team}/reports/* g1 claims',
    ],
  ],
  [
    'two claims in the same place',
    ['x-{a}/*', '{b}-y/*'],
    ['x-{a}/* g0 own', 'x-{a}/* g1 claims', '{b}-y/* g1 own', '{b}-y/* g0 claims'],
  ],
  [
    'no grant on a folder whose name merely begins the same',
    ['team/*', 'team-a/*', 'team-{x}/*', 'other/*'],
    [
      'other/* g3 own',
      'team-a/* g1 own',
      'team-a/* g2 claims',
      'team-{x}/* g2 own',
      'team-{x}/* g1 claims',
      'team/* g0 own',
    ],
  ],
])('a folder is reached by %s', (_, paths, ways) => {
  expect([...waysInto(...paths)].sort()).toEqual([...ways].sort());
});

test('the rows of a folder show every grant that reaches an object in it, except grants with a row for a subfolder', () => {
  const name = fc.constantFrom('a', 'b', 'ab', '{x}', 'a{x}', '{y}b');
  const place = fc
    .tuple(fc.array(name, { maxLength: 3 }), fc.boolean())
    .filter(([names, isObject]) => names.length > 0 || !isObject)
    .map(([names, isObject]) => [...names, ...(isObject ? [] : ['*'])].join('/'));
  const claims = fc.record({ x: fc.constantFrom('a', 'b'), y: fc.constantFrom('a', 'b') });
  fc.assert(
    fc.property(fc.tuple(place, place), claims, claims, ([one, other], owner, caller) => {
      const [first, second] = grantsOn(one, other) as [Grant, Grant];
      const [mine, yours] = [fillScope(first.scope, owner), fillScope(second.scope, caller)];
      fc.pre(mine !== undefined && yours !== undefined);
      const meets = includesTarget(mine, yours) || includesTarget(yours, mine);
      const isBelow = pathOf(second.scope.template).startsWith(pathOf(first.scope.template));
      fc.pre(meets && !isBelow);
      const [folder] = foldersOf([first, second]).filter(({ scope }) => scope === first.scope);
      expect(folder?.accesses.map(({ grant }) => grant.id)).toContain('g1');
    }),
    { numRuns: 2000 },
  );
});

test('the section has a table for each bucket, and each row names the issuer of its claims', () => {
  const section = foldersSection(
    grantsOn('*', 'home/{sub}/*', 'home/alice/*'),
    issuersOf({ jwt: ISSUER }),
  );
  expect(section).toContain('### Bucket `amzn-s3-demo-bucket`\n');
  const who = (index: number) =>
    `tokens of \`${ISSUER}\` with<br>\`groups\` that is \`"group${index}"\` or a list with this item`;
  for (const row of [
    `| \`*\`, the whole bucket | ${who(0)} | \`READ\` | \`g0\` | this place |`,
    `| \`home/alice/*\` | ${who(0)} | \`READ\` | \`g0\` | \`*\`, the whole bucket, which contains it |`,
    `| \`home/alice/*\` | ${who(1)} | \`READ\` | \`g1\` | \`home/{sub}/*\`, if the caller's \`{sub}\` fits |`,
    `| \`home/{sub}/*\` | ${who(2)} | \`READ\` | \`g2\` | \`home/alice/*\`, which is one of these |`,
    `| \`home/{sub}/*\` | ${who(1)} | \`READ\` | \`g1\` | this place, with the caller's own \`{sub}\` |`,
  ]) {
    expect(section).toContain(row);
  }
});

test('thousands of grants need seconds of processor time', () => {
  const many = Array.from({ length: 3000 }, (_, index) => `team-${index}/data/*`);
  const start = process.cpuUsage();
  const folders = foldersOf(grantsOn('*', '{team}/*', ...many));
  expect(folders).toHaveLength(3002);
  expect(process.cpuUsage(start).user / 1_000_000).toBeLessThan(5);
});
