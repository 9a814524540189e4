import fc from 'fast-check';
import { lineDiff } from '../../../tools/review/line-diff.ts';

test('equal texts have no difference', () => {
  expect(lineDiff('a\nb', 'a\nb')).toBe('');
});

test('distant changes get separate hunks, each with two lines of context', () => {
  const lines = [...'abcdefghij'];
  const changed = lines.map((line) => (line === 'b' || line === 'i' ? line.toUpperCase() : line));
  expect(lineDiff(lines.join('\n'), changed.join('\n')).split('\n')).toEqual([
    ...['@@ line 1 of the new page @@', ' a', '-b', '+B', ' c', ' d'],
    ...['@@ line 7 of the new page @@', ' g', ' h', '-i', '+I', ' j'],
  ]);
});

test('the diff shows each line that only one of the texts contains', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const shown = lineDiff(before.join('\n'), after.join('\n')).split('\n');
      const count = (lines: readonly string[], line: string) =>
        lines.filter((each) => each === line).length;
      for (const line of 'abc') {
        const added = count(shown, `+${line}`) - count(shown, `-${line}`);
        expect(added).toBe(count(after, line) - count(before, line));
      }
    }),
  );
});
