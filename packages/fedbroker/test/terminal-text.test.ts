import { objectKeyText, visible } from '../src/terminal-text.ts';

test.each([
  ['plain', 'team-a/report 1.csv', 'team-a/report 1.csv'],
  ['letters of any script', 'émigré/東京/😀', 'émigré/東京/😀'],
  ['an escape sequence', '\u001b[2Jgone', '\\u001b[2Jgone'],
  ['a C1 control', '\u009b2J', '\\u009b2J'],
  ['a forged line', 'a => "1"\nb', 'a => "1"\\nb'],
  ['tab and return', '\t\r', '\\t\\r'],
  ['a reordered name', 'a\u202efdp.exe', 'a\\u202efdp.exe'],
  ['line separators', '\u2028\u2029\u0085', '\\u2028\\u2029\\u0085'],
  ['an invisible tag', '\u{e0041}', '\\udb40\\udc41'],
  ['half a character', '\ud800', '\\ud800'],
])('%s is printed on one line', (_, text, shown) => {
  expect(visible(text)).toBe(shown);
});

test.each(['a\\nb', 'a\nb', 'a\\\nb', '\\u001b', '\u001b'])(
  '%j can be restored from its printed form',
  (objectKey) => {
    expect(JSON.parse(`"${objectKeyText(objectKey)}"`)).toBe(objectKey);
  },
);
