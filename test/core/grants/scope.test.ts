import fc from 'fast-check';
import { formatTarget, includesTarget, type Target } from '../../../core/aws/target.ts';
import type { Claims } from '../../../core/callers/claims.ts';
import { fillScope, formatScope, includesScope, scopeParts } from '../../../core/grants/scope.ts';
import cases from '../../cases/scopes.json' with { type: 'json' };
import { parseTarget } from '../aws/parse-target.ts';
import { UNSAFE_VALUES } from '../callers/claim-values.ts';
import { parseScope } from './parse-scope.ts';

const BUCKET = 's3://amzn-s3-demo-bucket/';
const HOME = parseScope(`${BUCKET}home/{sub}/*`);

const pathOf = (target: Target) => (target.kind === 'object' ? target.objectKey : target.prefix);

describe('scopeParser', () => {
  test.each(cases.valid)('parses $text', ({ text, claims }) => {
    const scope = parseScope(text);
    expect(scope).toEqual({ template: parseTarget(text), claims });
    expect(formatScope(scope)).toBe(text);
  });

  test.each(cases.invalid)('refuses $text', ({ text, problem }) => {
    expect(() => parseScope(text)).toThrow(problem);
  });
});

describe('fillScope', () => {
  test.each<[string, Claims, string]>([
    ['team-a/*', {}, 'team-a/*'],
    ['home/{sub}/*', { sub: 'alice' }, 'home/alice/*'],
    ['home/x-{sub}.csv', { sub: 'alice' }, 'home/x-alice.csv'],
    ['{https://example.com/team}/{sub}/*', { 'https://example.com/team': 'a', sub: 'b' }, 'a/b/*'],
    ['home/{sub}/*', { sub: '{team}', team: 'a' }, 'home/{team}/*'],
    ['home/{sub}/*', { sub: '\u00ff' }, 'home/\u00ff/*'],
    ['home/{sub}/*', { sub: 'a b=c&d' }, 'home/a b=c&d/*'],
  ])('fills %s with %j', (text, claims, filled) => {
    expect(fillScope(parseScope(BUCKET + text), claims)).toEqual(parseTarget(BUCKET + filled));
  });

  test.each(
    Object.entries({ ...UNSAFE_VALUES, 'a character that IAM policies cannot have': 'al\u0100ce' }),
  )('refuses %s', (_, sub) => {
    expect(fillScope(HOME, { sub })).toBeUndefined();
    expect(fillScope(parseScope(`${BUCKET}home/{sub}`), { sub })).toBeUndefined();
    expect(fillScope(parseScope(`${BUCKET}{team}/{sub}/*`), { team: 'a', sub })).toBeUndefined();
  });

  test('refuses a claim that the token does not have', () => {
    expect(fillScope(HOME, {})).toBeUndefined();
    expect(fillScope(parseScope(`${BUCKET}{constructor}/*`), {})).toBeUndefined();
    expect(fillScope(parseScope(`${BUCKET}{__proto__}/*`), {})).toBeUndefined();
  });

  test('refuses a value that makes an invalid path with the text around it', () => {
    expect(fillScope(parseScope(`${BUCKET}.{sub}/*`), { sub: '.' })).toBeUndefined();
    expect(fillScope(parseScope(`${BUCKET}{sub}.`), { sub: '.' })).toBeUndefined();
  });

  test('accepts a value that makes a key of 1,024 bytes, and refuses one more byte', () => {
    const longest = 1024 - 'home//'.length;
    expect(fillScope(HOME, { sub: 'x'.repeat(longest) })).toBeDefined();
    expect(fillScope(HOME, { sub: 'x'.repeat(longest + 1) })).toBeUndefined();
    expect(fillScope(HOME, { sub: '\u00e9'.repeat(longest / 2) })).toBeDefined();
    expect(fillScope(HOME, { sub: `\u00e9${'\u00e9'.repeat(longest / 2)}` })).toBeUndefined();
  });

  const segment = fc.constantFrom('a', 'b', '{sub}', '{team}', 'a{sub}', '{sub}b', 'a{team}b');
  const template = fc
    .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([path, isObject]) => parseScope(`${BUCKET}${path.join('/')}${isObject ? '' : '/*'}`));
  const value = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'b', '.', '{', '}', '/', '*', '$', '?', ' ', '\n') }),
    fc.string({ unit: 'binary' }),
  );

  test('keeps the literal parts and the number of segments for all claims', () => {
    fc.assert(
      fc.property(template, value, value, (scope, sub, team) => {
        const filled = fillScope(scope, { sub, team });
        if (filled === undefined) {
          return;
        }
        const values = new Map([
          ['sub', sub],
          ['team', team],
        ]);
        const parts = scopeParts(scope);
        const expected = parts
          .map((part, index) => part + (values.get(scope.claims[index] ?? '') ?? ''))
          .join('');
        expect(pathOf(filled)).toBe(expected);
        expect(pathOf(filled).split('/')).toHaveLength(pathOf(scope.template).split('/').length);
        expect(filled.kind).toBe(scope.template.kind);
        expect(filled.bucket).toBe(scope.template.bucket);
      }),
      { numRuns: 500 },
    );
  });

  test('never gives overlapping scopes to two subjects', () => {
    const withSubject = template.filter(({ claims }) => claims.includes('sub'));
    fc.assert(
      fc.property(withSubject, value, value, value, value, (scope, sub, other, team, otherTeam) => {
        const one = fillScope(scope, { sub, team });
        const two = fillScope(scope, { sub: other, team: otherTeam });
        if (sub === other || one === undefined || two === undefined) {
          return;
        }
        expect([includesTarget(one, two), includesTarget(two, one)]).toEqual([false, false]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('includesScope', () => {
  test.each([
    ['*', 'home/{sub}/*', true],
    ['home/*', 'home/{sub}/*', true],
    ['home/{sub}/*', 'home/{sub}/*', true],
    ['home/{sub}/*', 'home/{team}/*', true],
    ['home/{sub}/*', 'home/alice/*', true],
    ['home/{sub}/*', 'home/alice/x/*', true],
    ['home/{sub}/*', 'home/alice/report.csv', true],
    ['home/{sub}/*', 'home/{sub}/{team}/*', true],
    ['home/{sub}/*', 'home/x-{sub}/*', true],
    ['home/x-{sub}/*', 'home/x-{sub}-y/*', true],
    ['{team}/{sub}/*', 'a/{sub}/*', true],
    ['home/{sub}', 'home/alice', true],
    ['home/{sub}.csv', 'home/{team}.csv', true],
    ['a.b/{sub}/*', 'a.b/alice/*', true],
    ['home/{sub}/*', 'home/*', false],
    ['home/{sub}/*', '*', false],
    ['home/{sub}/*', 'home/alice', false],
    ['home/{sub}/*', 'homes/alice/*', false],
    ['home/{sub}/*', 'x/home/alice/*', false],
    ['home/{sub}/*', 'home//*', false],
    ['home/x-{sub}/*', 'home/{sub}/*', false],
    ['home/{sub}-x/*', 'home/{sub}/*', false],
    ['home/alice/*', 'home/{sub}/*', false],
    ['{team}/{sub}/*', '{sub}/*', false],
    ['home/{sub}', 'home/alice/*', false],
    ['home/{sub}', 'home/alice/report.csv', false],
    ['home/{sub}', 'home/alice.csv/x', false],
    ['a.b/{sub}/*', 'axb/alice/*', false],
    ['a+/{sub}/*', 'aa/alice/*', false],
  ])('of %s and %s is %j', (outer, inner, included) => {
    expect(includesScope(parseScope(BUCKET + outer), parseScope(BUCKET + inner))).toBe(included);
  });

  test('is false for different buckets', () => {
    const elsewhere = parseScope('s3://amzn-s3-demo-bucket2/home/{sub}/*');
    expect(includesScope(HOME, elsewhere)).toBe(false);
  });

  test('is true only if it holds for all values of the claims', () => {
    const segment = fc.constantFrom('a', 'ab', '{sub}', 'a{sub}', '{sub}b', 'a{sub}b');
    const scope = fc
      .tuple(fc.array(segment, { minLength: 1, maxLength: 3 }), fc.boolean())
      .map(([path, isObject]) => parseScope(`${BUCKET}${path.join('/')}${isObject ? '' : '/*'}`));
    const subject = fc.constantFrom('a', 'b', 'ab', 'aab', 'x');
    fc.assert(
      fc.property(scope, scope, subject, (outer, inner, sub) => {
        if (!includesScope(outer, inner)) {
          return;
        }
        // Each claim of the outer scope may have a different value, because its pattern in IAM is `*`.
        const pattern = scopeParts(outer).join('*').split('*').join('[^/]+');
        const end = outer.template.kind === 'object' ? '$' : '';
        const filled = fillScope(inner, { sub });
        expect(formatTarget(filled ?? inner.template).slice(BUCKET.length)).toMatch(
          new RegExp(`^${pattern}${end}`),
        );
      }),
      { numRuns: 500 },
    );
  });
});
