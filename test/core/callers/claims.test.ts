import { claimOf, namedClaims } from '../../../core/callers/claims.ts';

test('a pointer reads ~01 as ~1, not as /', () => {
  expect(claimOf({ a: { '~1': 'right', '/': 'wrong' } }, '/a/~01')).toBe('right');
});

test('claims deep inside others are not listed, because no grant can name them', () => {
  let nested: unknown = 'x';
  for (let level = 0; level < 1_000; level += 1) {
    nested = { a: nested };
  }
  expect(namedClaims({ a: nested }).length).toBeLessThan(100);
});
