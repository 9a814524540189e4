import diffSequences from '@jest/diff-sequences';

/** The package's types describe its CommonJS module, but Node.js imports its ES module. */
const diff = diffSequences as unknown as typeof diffSequences.default;

/** The number of unchanged lines that are shown around each change. */
const CONTEXT = 2;

interface DiffLine {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
  /** The number of the line in its text, counted from 1. */
  readonly number: number;
}

/** The lines that differ, as `diff -u` shows them: `-` for lines of the first text only, `+` for lines of the second only. */
export function lineDiff(before: string, after: string): string {
  const all = diffLines(before.split('\n'), after.split('\n'));
  const isNear = all.map((_, index) =>
    all.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ mark }) => mark !== ' '),
  );
  return all
    .flatMap(({ mark, text, number }, index) => {
      if (!isNear[index]) {
        return [];
      }
      const isFirst = index === 0 || !isNear[index - 1];
      return [...(isFirst ? [`@@ line ${number} of the new page @@`] : []), `${mark}${text}`];
    })
    .join('\n');
}

function diffLines(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  const result: DiffLine[] = [];
  let [doneBefore, doneAfter] = [0, 0];
  const takeUntil = (endBefore: number, endAfter: number) => {
    result.push(
      ...linesOf('-', before, doneBefore, endBefore),
      ...linesOf('+', after, doneAfter, endAfter),
    );
    [doneBefore, doneAfter] = [endBefore, endAfter];
  };
  diff(
    before.length,
    after.length,
    (one, other) => before[one] === after[other],
    (length, startBefore, startAfter) => {
      takeUntil(startBefore, startAfter);
      result.push(...linesOf(' ', after, startAfter, startAfter + length));
      [doneBefore, doneAfter] = [startBefore + length, startAfter + length];
    },
  );
  takeUntil(before.length, after.length);
  return result;
}

function linesOf(
  mark: DiffLine['mark'],
  lines: readonly string[],
  start: number,
  end: number,
): readonly DiffLine[] {
  return lines.slice(start, end).map((text, index) => ({ mark, text, number: start + index + 1 }));
}
