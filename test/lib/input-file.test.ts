import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseJson, readText } from '../../lib/input-file.ts';

test.each([
  [
    'a missing comma',
    '{\n  "a": 1\n  "b": 2\n}',
    'is not JSON (comma expected at line 3, column 3)',
  ],
  ['a comma at the end', '{"a": 1,}', 'is not JSON (property name expected at line 1, column 9)'],
  ['a comment', '{\n// why\n}', 'is not JSON (invalid comment token at line 2, column 1)'],
  ['an empty file', '', 'is not JSON (value expected at line 1, column 1)'],
  ['text after the end', '{} {}', 'is not JSON (end of file expected at line 1, column 4)'],
  [
    'an end that is missing',
    '{"a": [1',
    'is not JSON (close bracket expected at line 1, column 9)',
  ],
])('%s is refused with its line and column', (_, text, problem) => {
  expect(() => parseJson(text)).toThrow(problem);
});

test('a field that occurs twice in one object is refused, even if one occurrence contains escapes', () => {
  const text = '{\n  "permission": "READ",\n  "permissio\\u006e": "WRITE"\n}';
  expect(() => parseJson(text)).toThrow(
    'line 3, column 3: the field "permission" occurs twice in one object: remove one',
  );
});

test('several objects may have the same field', () => {
  const text = '[{"id": 1, "of": {"id": 2}}, {"id": 3}]';
  expect(parseJson(text)).toEqual([{ id: 1, of: { id: 2 } }, { id: 3 }]);
});

test('text that only JSON.parse rejects is refused', () => {
  expect(() => parseJson('"a\tb"')).toThrow('is not JSON');
});

describe('a file', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'input-file-'));
  const file = path.join(folder, 'grants.json');
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is read without its byte order mark', () => {
    writeFileSync(file, '\uFEFF{ "grants": [] }');
    expect(readText(file)).toBe('{ "grants": [] }');
  });

  test('that does not exist is refused', () => {
    expect(() => readText(path.join(folder, 'missing.json'))).toThrow('cannot be read');
  });
});
