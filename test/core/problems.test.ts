import { InvalidInput, ParseContext, printable, show } from '../../core/problems.ts';

describe('show', () => {
  test.each<[unknown, string]>([
    ['text', '"text"'],
    ['x'.repeat(100), `"${'x'.repeat(100)}"`],
    ['x'.repeat(101), `"${'x'.repeat(100)}…"`],
    ['a"b\\', '"a\\"b\\\\"'],
    ['a\nb', '"a\\nb"'],
    ['\u007f\u009b\u202e\u2028', '"\\u{7f}\\u{9b}\\u{202e}\\u{2028}"'],
    ['\ud83d', '"\\ud83d"'],
    ['caf\u00e9 \u65e5\u672c', '"caf\u00e9 \u65e5\u672c"'],
    [3600.5, '3600.5'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'missing'],
    [['secret'], 'a list'],
    [{ secret: 'secret' }, 'an object'],
  ])('%j is shown as %s', (value, shown) => {
    expect(show(value)).toBe(shown);
  });
});

describe('printable', () => {
  test('replaces control characters by their codes', () => {
    expect(printable('s3://bucket/\u001b[2J\r\n*')).toBe('s3://bucket/\\u{1b}[2J\\u{d}\\u{a}*');
  });
});

describe('ParseContext', () => {
  test('names the entry and the field, or the root for problems of the whole input', () => {
    const problems: string[] = [];
    const file = new ParseContext(problems, 'the file');
    file.addProblem('is empty');
    file.field('name').addProblem('is missing');
    file.field('throttle').field('rate limit').addProblem('is unknown');
    file.field('grants').entry(2, 'team-a').field('names').item(1).addProblem('is too long');
    file.field('grants').entry(3, 7).addProblem('is a number');
    new ParseContext(problems, '').addProblem('is wrong');
    expect(problems).toEqual([
      'the file: is empty',
      'name: is missing',
      'throttle."rate limit": is unknown',
      'grants[2] "team-a": names[1]: is too long',
      'grants[3]: is a number',
      'is wrong',
    ]);
    expect(new InvalidInput(problems).message.split('\n')).toEqual(problems);
  });
});
