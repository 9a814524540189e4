import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const moduleNamed = (name: string) =>
  JSON.stringify(pathToFileURL(path.resolve(import.meta.dirname, '../src', name)));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'local-aws-test-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a program that has made eleven folders, and returns its output. Node.js warns about more than ten listeners. */
function runProgram(statements: string) {
  const program = `
    import { writeFileSync } from 'node:fs';
    import { atExit } from ${moduleNamed('at-exit.ts')};
    import { makeTemporaryFolder, removeTemporaryFolder } from ${moduleNamed('temporary-folder.ts')};
    const folders = [...'abcdefghijk'].map((name) => makeTemporaryFolder(name, ${JSON.stringify(folder)}));
    ${statements}
    console.log(folders.length);
    // Node.js prints a warning a moment after its cause.
    setImmediate(() => process.exit());
  `;
  const args = ['--import', 'tsx', '--input-type', 'module', '--eval', program];
  return spawnSync(process.execPath, args, { encoding: 'utf8' });
}

test('a process that exits without closing the local AWS leaves none of its folders', () => {
  const statements = `
    writeFileSync(folders[1] + '/file', '');
    removeTemporaryFolder(folders[0]);
  `;
  expect(runProgram(statements)).toMatchObject({ status: 0, stdout: '11\n', stderr: '' });
  expect(readdirSync(folder)).toEqual([]);
});

test('a process reports a task that fails when it exits, and still runs the other tasks', () => {
  const { status, stdout, stderr } = runProgram(
    "atExit(() => { throw new Error('the task has failed'); });",
  );
  expect({ status, stdout }).toEqual({ status: 1, stdout: '11\n' });
  expect(stderr).toContain('the task has failed');
  expect(readdirSync(folder)).toEqual([]);
});
