import fc from 'fast-check';
import { type Listing, listKeys } from '../../src/s3/key-listing.ts';
import { fromByteString, toByteString } from '../../src/s3/key-order.ts';

const keyPart = fc.constantFrom('a', 'b', '/', '//', ' ', 'é', '\uff5e', '😀', '.');
const key = fc.array(keyPart, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''));
const keys = fc.uniqueArray(key, { maxLength: 25 });

function sorted(of: readonly string[]): string[] {
  return of.map(toByteString).sort();
}

/** The entries as the documentation describes them: grouped, in the order of UTF-8 bytes. */
function expectedEntries(of: readonly string[], prefix: string, delimiter: string): string[] {
  const rolledUp = of
    .filter((name) => name.startsWith(prefix))
    .map((name) => {
      const end = delimiter === '' ? -1 : name.indexOf(delimiter, prefix.length);
      return end === -1 ? name : name.slice(0, end + delimiter.length);
    });
  return [...new Set(rolledUp)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function entriesOf({ keys: names, commonPrefixes }: Listing): string[] {
  return [...names, ...commonPrefixes].sort().map(fromByteString);
}

test('all pages together have every entry once, in the order of UTF-8 bytes', () => {
  fc.assert(
    fc.property(
      keys,
      fc.constantFrom('', 'a', 'a/', '😀', 'é'),
      fc.constantFrom('', '/', '//', 'b'),
      fc.integer({ min: 1, max: 4 }),
      (names, prefix, delimiter, limit) => {
        const all = sorted(names);
        const collected: string[] = [];
        let after = '';
        for (let isTruncated = true; isTruncated; ) {
          const page = listKeys(all, {
            prefix: toByteString(prefix),
            delimiter: toByteString(delimiter),
            after,
            limit,
          });
          collected.push(...entriesOf(page));
          isTruncated = page.isTruncated;
          expect(isTruncated ? page.keys.length + page.commonPrefixes.length : limit).toBe(limit);
          after = page.last ?? after;
        }
        expect(collected).toEqual(expectedEntries(names, prefix, delimiter));
      },
    ),
  );
});

test('a listing after any string has the entries that sort after it', () => {
  fc.assert(
    fc.property(keys, key, fc.constantFrom('', '/'), (names, after, delimiter) => {
      const page = listKeys(sorted(names), {
        prefix: '',
        delimiter,
        after: toByteString(after),
        limit: 1000,
      });
      const expected = expectedEntries(names, '', delimiter).filter(
        (entry) => Buffer.compare(Buffer.from(entry), Buffer.from(after)) > 0,
      );
      expect(entriesOf(page)).toEqual(expected);
    }),
  );
});

test('characters beyond U+FFFF come after U+FF5E, as their UTF-8 bytes do', () => {
  expect(sorted(['😀', '\uff5e']).map(fromByteString)).toEqual(['\uff5e', '😀']);
});

test('a common prefix needs one search for any number of keys', () => {
  const all = sorted(
    Array.from({ length: 100_000 }, (_, index) => `${index % 2 === 0 ? 'a' : 'b'}/${index}`),
  );
  let reads = 0;
  const counted = new Proxy(all, {
    get(target, property, receiver) {
      reads += 1;
      return Reflect.get(target, property, receiver);
    },
  });
  const page = listKeys(counted, { prefix: '', delimiter: '/', after: '', limit: 1000 });
  expect(page).toEqual({ keys: [], commonPrefixes: ['a/', 'b/'], isTruncated: false, last: 'b/' });
  expect(reads).toBeLessThan(200);
});

test('a limit of zero returns nothing and is not truncated', () => {
  expect(listKeys(['a'], { prefix: '', delimiter: '', after: '', limit: 0 })).toEqual({
    keys: [],
    commonPrefixes: [],
    isTruncated: false,
    last: undefined,
  });
});
