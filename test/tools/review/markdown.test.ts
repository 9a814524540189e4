import fc from 'fast-check';
import { code, prose } from '../../../tools/review/markdown.ts';

/** Returns the text that a browser shows for this Markdown. It supports no markup. */
function decoded(markdown: string): string {
  return markdown.replaceAll(/&#(\d+);/g, (_, point) => String.fromCodePoint(Number(point)));
}

const PRINTABLE = fc.string({
  unit: fc.constantFrom(...'ab |`\\<>&#;*_[]()!~$@:/{}"\'-=+'),
  minLength: 1,
});

describe('prose', () => {
  test('shows text without hidden spaces unchanged', () => {
    fc.assert(
      fc.property(PRINTABLE, (text) => {
        const single = text.replaceAll(/ +/g, ' ').trim();
        expect(decoded(prose(single))).toBe(single);
      }),
    );
  });

  test('holds nothing that Markdown or HTML interprets', () => {
    fc.assert(
      fc.property(PRINTABLE, (text) => {
        expect(prose(text).replaceAll(/&#\d+;/g, '')).not.toMatch(/[|`\\<>&*_[\]!~$@{}=+]/);
      }),
    );
  });

  test.each([
    ['\n', 'a\nb', 'a&#92;u&#123;a&#125;b'],
    ['a change of writing direction', 'a\u202eb', 'a&#92;u&#123;202e&#125;b'],
    ['a space that looks like another', 'a\u00a0b', 'a&#92;u&#123;a0&#125;b'],
    ['a second space', 'a  b', 'a &#92;u&#123;20&#125;b'],
    ['a grapheme joiner', 'a\u034fb', 'a&#92;u&#123;34f&#125;b'],
    ['a variation selector', 'a\ufe0fb', 'a&#92;u&#123;fe0f&#125;b'],
    ['a letter without a glyph', 'a\u3164b', 'a&#92;u&#123;3164&#125;b'],
    ['a Braille pattern without dots', 'a\u2800b', 'a&#92;u&#123;2800&#125;b'],
  ])('spells out %s', (_, text, shown) => {
    expect(prose(text)).toBe(shown);
  });
});

test.each([
  ['https://www.example.com', 'https&#58;//www&#46;example.com'],
  ['WWW.example.com', 'WWW&#46;example.com'],
])('prose makes no link of %s', (text, shown) => {
  expect(prose(text)).toBe(shown);
});

describe('code', () => {
  test('is a code span for text that fits into one', () => {
    expect(code('s3://amzn-s3-demo-bucket/<b>*{sub}')).toBe('`s3://amzn-s3-demo-bucket/<b>*{sub}`');
  });

  test('is HTML for text that would end the span or the cell', () => {
    expect(code('a`b')).toBe('<code>a&#96;b</code>');
    expect(code('a|b')).toBe('<code>a&#124;b</code>');
    expect(code('')).toBe('<code></code>');
  });

  test.each([
    ['"\u0430dmins"', '`"\u0430dmins"` (U+0430)'],
    ['Zu\u0308rich \u{20000}\u0308', '`Zu\u0308rich \u{20000}\u0308` (U+0308, U+20000)'],
    ['\u00e9|', '<code>\u00e9&#124;</code> (U+00E9)'],
    ['a\u200bb', '<code>a&#92;u&#123;200b&#125;b</code>'],
  ])('names the characters of %j that look like others', (text, shown) => {
    expect(code(text)).toBe(shown);
  });

  test('never holds a | or a line break', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(code(text)).not.toMatch(/[|\r\n\u2028\u2029]/);
      }),
    );
  });
});
