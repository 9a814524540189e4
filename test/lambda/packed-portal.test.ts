import { gunzipSync } from 'node:zlib';
import { packedPortal } from '../../lambda/bundle/packed-portal.ts';

const MEBIBYTE = 1024 * 1024;

const fileOf = (body: Uint8Array) => ({
  name: 'app-1A2B.js',
  contentType: 'text/javascript',
  body,
});

test('a file is compressed, and the same on every operating system', () => {
  const [packed] = packedPortal([fileOf(Buffer.from('console.log(1)'))]);
  const gzip = Buffer.from(packed?.gzip ?? '', 'base64');
  expect(gunzipSync(gzip).toString()).toBe('console.log(1)');
  // The header has no time of the build, and names no operating system.
  expect([...gzip.subarray(4, 8), gzip[9]]).toEqual([0, 0, 0, 0, 255]);
});

test('a file that fits in no answer of Lambda is refused, even if it is small when compressed', () => {
  expect(packedPortal([fileOf(new Uint8Array(4 * MEBIBYTE))])).toHaveLength(1);
  expect(() => packedPortal([fileOf(new Uint8Array(4 * MEBIBYTE + 1))])).toThrow(
    'app-1A2B.js: has 4194305 bytes, and the portal function can serve at most 4194304: split it',
  );
});
