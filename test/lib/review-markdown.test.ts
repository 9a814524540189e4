import fc from 'fast-check';
import { code, prose } from '../../lib/review/markdown.ts';

/** What a browser shows of text without markup. */
function decoded(markdown: string): string {
  return markdown.replaceAll(/&#(\d+);/g, (_, point) => String.fromCodePoint(Number(point)));
}

const PRINTABLE = fc.string({
  unit: fc.constantFrom(...'ab |`\\<>&#;*_[]()!~$@:/{}"\'-=+'),
  minLength: 1,
});

describe('prose', () => {
  test('shows text without hidden spaces as it is', () => {
    fc.assert(
      fc.property(PRINTABLE, (text) => {
        const single = text.replaceAll(/ +/g, ' ').trim();
        expect(decoded(prose(single))).toBe(single);
      }),
    );
  });

  test('holds nothing that Markdown or HTML reads', () => {
    fc.assert(
      fc.property(PRINTABLE, (text) => {
        expect(prose(text).replaceAll(/&#\d+;/g, '')).not.toMatch(/[|`\\<>&*_[\]!~$@{}=+]/);
      }),
    );
  });

  test.each([
    ['\n', 'a\nb', 'a&#92;u&#123;a&#125;b'],
    ['a change of direction', 'a\u202eb', 'a&#92;u&#123;202e&#125;b'],
    ['a space that looks like another', 'a\u00a0b', 'a&#92;u&#123;a0&#125;b'],
    ['a second space', 'a  b', 'a &#92;u&#123;20&#125;b'],
  ])('spells out %s', (_, text, shown) => {
    expect(prose(text)).toBe(shown);
  });
});

describe('code', () => {
  test('is a code span of what such a span can hold', () => {
    expect(code('s3://amzn-s3-demo-bucket/<b>*{sub}')).toBe('`s3://amzn-s3-demo-bucket/<b>*{sub}`');
  });

  test('is HTML of what would end the span, or the cell', () => {
    expect(code('a`b')).toBe('<code>a&#96;b</code>');
    expect(code('a|b')).toBe('<code>a&#124;b</code>');
    expect(code('')).toBe('<code></code>');
  });

  test('never holds a | or a line break', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(code(text)).not.toMatch(/[|\r\n\u2028\u2029]/);
      }),
    );
  });
});
