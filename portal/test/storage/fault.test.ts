import { faultAt } from '../../src/storage/fault.ts';

function named(name: string): Error {
  return Object.assign(new Error('raw text'), { name });
}

test('an unreachable bucket is named, with the command that prints its CORS rule', () => {
  expect(faultAt('reports', named('ERR_NETWORK'))).toMatch(
    /the bucket reports\..*npm run portal-cors/,
  );
});

test('the raw text of AccessDenied is not shown', () => {
  expect(faultAt('reports', named('AccessDenied'))).toMatch(/^You do not have the permission/);
});

test('other errors are shown as they are', () => {
  expect(faultAt('reports', named('SlowDown'))).toBe('raw text');
});
