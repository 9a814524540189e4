import { faultAt, faultOfKey } from '../../src/storage/fault.ts';

function named(name: string): Error {
  return Object.assign(new Error('raw text'), { name });
}

test('an unreachable bucket is named, with the command that prints its CORS rule', () => {
  expect(faultAt('reports', named('ERR_NETWORK'))).toMatch(
    /the bucket reports\..*npm run portal-cors/,
  );
});

test.each(['AccessDenied', '403'])('the raw text of %s is not shown', (name) => {
  expect(faultAt('reports', named(name))).toMatch(/^You do not have the permission/);
});

test.each(['NoSuchKey', 'NotFound'])('%s means that there is no such file', (name) => {
  expect(faultAt('reports', named(name))).toMatch(/^There is no such file/);
});

test('other errors are shown as they are', () => {
  expect(faultAt('reports', named('SlowDown'))).toBe('raw text');
});

test.each(['/a.txt', 'a/./b.txt', 'a/../b.txt', './a.txt', '..', 'a/..', 'a/.'])(
  'the page refuses the key %s',
  (key) => {
    expect(faultOfKey(key)).toMatch(/: use another program\.$/);
  },
);

test.each(['a.txt', 'a//b.txt', 'a/.b', 'a/..b', 'a../b', 'a/...', 'a/', '.a/b'])(
  'requests can name the key %s',
  (key) => {
    expect(faultOfKey(key)).toBeUndefined();
  },
);
