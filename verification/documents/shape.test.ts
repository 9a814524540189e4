import { outputDifference } from './shape.ts';

describe('the output of a command', () => {
  test.each([
    ['equal lines', 'one\ntwo', 'one\ntwo\n'],
    ['another time', 'made 2026-11-28T15:20:48Z', 'made 2027-01-01T00:00:00Z'],
    ['another port', 'http://127.0.0.1:8787/grants', 'http://127.0.0.1:40379/grants'],
    ['another access key id', 'key ASIAIOSFODNN7EXAMPLE', 'key ASIA2FBCO6D4HK4YPRJM'],
    ['any text for …', 'secret-… is made', 'secret-abc.def is made'],
    ['any lines for a line of …', 'first\n…\nlast', 'first\nsecond\nthird\nlast'],
    ['no line for a line of …', 'first\n…', 'first'],
  ])('may have %s', (_, shown, real) => {
    expect(outputDifference('text', shown, real)).toBeUndefined();
  });

  test.each([
    ['another word', 'one', 'two'],
    ['a line more', 'one', 'one\ntwo'],
    ['a line less', 'one\ntwo', 'one'],
    ['a dot that a pattern would read as any character', 'a.c', 'abc'],
  ])('may not have %s', (_, shown, real) => {
    expect(outputDifference('text', shown, real)).toContain('the output is');
  });
});

describe('JSON', () => {
  test.each([
    ['another order and layout', '{"A": 1, "B": [true]}', '{"B":[true],"A":1}'],
    ['any text for …', '{"Token": "…"}', '{"Token":"abc"}'],
    ['any list for ["…"]', '{"Statement": ["…"]}', '{"Statement":[{"Effect":"Allow"}]}'],
  ])('may have %s', (_, shown, real) => {
    expect(outputDifference('json', shown, real)).toBeUndefined();
  });

  test.each([
    ['a field more', '{}', '{"A":1}', 'the output.A is only in the output'],
    ['a field less', '{"A": 1}', '{}', 'the output.A is only in the document'],
    ['another value', '{"A": {"B": 1}}', '{"A":{"B":2}}', 'the output.A.B is 2, shown is 1'],
    [
      'another length of a list',
      '{"A": [1]}',
      '{"A":[1,2]}',
      'the output.A.1 is only in the output',
    ],
    ['no list', '{"A": ["…"]}', '{"A":"x"}', 'the output.A is not a list'],
    ['no JSON', '{}', 'curl: (7) Failed to connect', 'the output is not JSON'],
  ])('may not have %s', (_, shown, real, difference) => {
    expect(outputDifference('json', shown, real)).toContain(difference);
  });
});
