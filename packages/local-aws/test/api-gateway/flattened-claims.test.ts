import { flattenClaims } from '../../src/api-gateway/flattened-claims.ts';

test.each<[kind: string, value: unknown, text: string]>([
  ['a string unchanged', 'a "b" [c]', 'a "b" [c]'],
  ['an empty string', '', ''],
  ['a number as a string', 1_800_000_000, '1800000000'],
  ['a number with a fraction', 1.5, '1.5'],
  ['true as a string', true, 'true'],
  ['false as a string', false, 'false'],
  ['a list in brackets, with spaces', ['a', 'b', 'c'], '[a b c]'],
  ['a list of one', ['a'], '[a]'],
  ['an empty list', [], '[]'],
  [
    'a list whose member has a space, so that the list cannot be recovered',
    ['a', 'b c'],
    '[a b c]',
  ],
  ['a list of numbers, booleans and null', [1, true, null], '[1 true null]'],
  ['a list in a list as JSON', [['a', 'b'], 'c'], '[["a","b"] c]'],
  ['an object as JSON', { country: 'JP', codes: [1] }, '{"country":"JP","codes":[1]}'],
])('the flattened claims show %s', (_kind, value, text) => {
  expect(flattenClaims({ claim: value })).toEqual({ claim: text });
});

test('the flattened claims leave out null', () => {
  expect(flattenClaims({ sub: 'alice', nickname: null })).toEqual({ sub: 'alice' });
});
