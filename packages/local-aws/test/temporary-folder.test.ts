import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const MODULE = path.resolve(import.meta.dirname, '../src/temporary-folder.ts');

test('a process that exits without closing the local AWS leaves none of its folders', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'local-aws-test-'));
  const program = `
    import { writeFileSync } from 'node:fs';
    import { makeTemporaryFolder, removeTemporaryFolder } from ${JSON.stringify(MODULE)};
    const folders = ['a', 'b', 'c'].map((name) => makeTemporaryFolder(name, ${JSON.stringify(folder)}));
    writeFileSync(folders[1] + '/file', '');
    removeTemporaryFolder(folders[0]);
    console.log(folders.length);
    process.exit();
  `;
  try {
    const args = ['--import', 'tsx', '--input-type', 'module', '--eval', program];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe('3\n');
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
