import { existsSync } from 'node:fs';
import { CRITICAL, mutatedFiles } from '../mutated-files.ts';
import { OTHER_TESTS, testsOfFile } from '../tests-of-file.ts';

test('each file that is mutated has tests, because jest would run every test for an empty list', () => {
  expect(mutatedFiles().filter((file) => testsOfFile(file).length === 0)).toEqual([]);
});

test('the lists name only files that exist', () => {
  const named = [...CRITICAL, ...Object.keys(OTHER_TESTS)];
  const tests = Object.values(OTHER_TESTS)
    .flat()
    .map((name) => `test/${name}.test.ts`);
  expect([...named, ...tests].filter((file) => !existsSync(file))).toEqual([]);
});
