import fc from 'fast-check';
import type { Claims } from '../../../core/callers/claims.ts';
import {
  claimsIn,
  fillTemplate,
  literalParts,
  templateFault,
} from '../../../core/grants/claim-template.ts';
import { UNSAFE_VALUES } from '../callers/claim-values.ts';

const TEAM = 'https://example.com/team';

describe('fillTemplate', () => {
  test.each<[string, Claims, string]>([
    ['home', {}, 'home'],
    ['{sub}', { sub: 'alice' }, 'alice'],
    ['home/{sub}/x', { sub: 'alice' }, 'home/alice/x'],
    ['{a}{b}{a}', { a: '1', b: '2' }, '121'],
    [`{${TEAM}}/{cognito:groups}`, { [TEAM]: 'a', 'cognito:groups': 'b' }, 'a/b'],
    ['{sub}', { sub: 'a b.c-d_e@example.com,+=' }, 'a b.c-d_e@example.com,+='],
    ['{sub}', { sub: '\u00e9\u65e5\u{20000}' }, '\u00e9\u65e5\u{20000}'],
    ['{sub}', { sub: '...' }, '...'],
    ['{constructor}', { constructor: 'own' }, 'own'],
    ['{__proto__}', JSON.parse('{"__proto__": "own"}'), 'own'],
    ['home/{/a/b}/x', { a: { b: 'alice' } }, 'home/alice/x'],
    ['{sub}', { sub: 'auth0|5f7c8ec7c33c6c004bbafe82' }, 'auth0|5f7c8ec7c33c6c004bbafe82'],
  ])('fills %s with %j', (text, claims, filled) => {
    expect(fillTemplate(text, claims)).toBe(filled);
  });

  test.each(Object.entries(UNSAFE_VALUES))('refuses %s', (_, sub) => {
    expect(fillTemplate('home/{sub}/x', { sub })).toBeUndefined();
    expect(fillTemplate('{team}/{sub}', { team: 'a', sub })).toBeUndefined();
  });

  test.each(['sub', 'constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'refuses the claim %s if the token does not have it',
    (name) => {
      expect(fillTemplate(`{${name}}`, { Sub: 'alice' })).toBeUndefined();
    },
  );

  test('refuses a claim that the token only inherits', () => {
    expect(fillTemplate('{sub}', Object.create({ sub: 'alice' }))).toBeUndefined();
  });

  test('never interprets a value as a template', () => {
    expect(fillTemplate('{a}/{b}', { a: '{b}', b: 'x' })).toBe('{b}/x');
    expect(fillTemplate('{a}/{b}', { a: '{', b: 'a}' })).toBe('{/a}');
    expect(fillTemplate('{a}', { a: '{secret}', secret: 'x' })).toBe('{secret}');
  });

  test('inserts all values unchanged or refuses', () => {
    const value = fc.string({ unit: 'binary', maxLength: 6 });
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect([`x${a}/y${b}z`, undefined]).toContain(fillTemplate('x{a}/y{b}z', { a, b }));
      }),
    );
  });
});

describe('templateFault', () => {
  test.each([
    '',
    'home',
    '{sub}',
    'a{sub}/b{team}',
    `{${TEAM}}`,
    '{cognito:groups}',
    '{a.b_c-d}',
    '{/realm_access/team}',
    '{/https:~1~1example.com~1person/team~0id}',
    `{/a/${'c'.repeat(125)}}`,
  ])('finds no fault in %j', (text) => {
    expect(templateFault(text)).toBeUndefined();
  });

  test.each(['{', '}', '{sub', 'sub}', '{{sub}}', '{sub}}', '}{', '{a{b}c}', '{sub}{'])(
    'finds a stray brace in %j',
    (text) => {
      expect(templateFault(text)).toMatch(/^must have \{ and \} only around the name of a claim/);
    },
  );

  test.each([
    '{}',
    '{ }',
    '{a b}',
    '{a*}',
    '{sub\n}',
    '{\u00e9}',
    `{${'c'.repeat(129)}}`,
    '{/}',
    '{/sub}',
    '{/a/}',
    '{//a}',
    '{/a/b~2}',
    '{/a/b~}',
    '{a~0}',
    `{/a/${'c'.repeat(126)}}`,
  ])('finds a placeholder without a valid name in %j', (text) => {
    expect(templateFault(text)).toMatch(/^must name each claim by 1 to 128 /);
  });
});

test('claimsIn returns the claims in order, and literalParts the text around them', () => {
  const text = `home/{sub}/{${TEAM}}-{sub}`;
  expect(claimsIn(text)).toEqual(['sub', TEAM, 'sub']);
  expect(literalParts(text)).toEqual(['home/', '/', '-', '']);
  expect(literalParts('home')).toEqual(['home']);
});
