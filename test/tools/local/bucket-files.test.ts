import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { filesIn, requireFolders } from '../../../tools/local/bucket-files.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bucket-files-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function read() {
  const warnings: string[] = [];
  const keys = [...filesIn(folder, (message) => warnings.push(message))].map(
    ({ objectKey, content }) => `${objectKey}: ${content}`,
  );
  return { keys, warnings };
}

test('each file in a folder becomes an object, whatever characters its name has', () => {
  mkdirSync(path.join(folder, 'sub/deep'), { recursive: true });
  const names = ['-dash', 'a+b%20c', 'new\nline', `qu"o'te`, 'sp ace', 'sub/deep/x&y', '~ünï'];
  for (const name of names) {
    writeFileSync(path.join(folder, name), name);
  }
  expect(read()).toEqual({ keys: names.map((name) => `${name}: ${name}`), warnings: [] });
});

test('dangling links, loops and names that are not UTF-8 are skipped with a warning', () => {
  writeFileSync(path.join(folder, 'good'), 'x');
  symlinkSync('good', path.join(folder, 'linked'));
  symlinkSync('missing', path.join(folder, 'dangling'));
  symlinkSync('self', path.join(folder, 'self'));
  symlinkSync('.', path.join(folder, 'tree'));
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/bad`), Buffer.from([0xff])]), 'x');
  const { keys, warnings } = read();
  expect(keys).toEqual(['good: x', 'linked: x']);
  expect(warnings).toEqual(
    [
      ['bad\ufffd', 'ENOENT'],
      ['dangling', 'ENOENT'],
      ['self', 'ELOOP'],
      ['tree', 'it is not a file'],
    ].map(([name = '', reason]) =>
      expect.stringContaining(`${path.join(folder, name)} is not in the bucket: ${reason}`),
    ),
  );
});

test('a file whose path exceeds the maximum length of an object key is skipped', () => {
  const deep = Array.from({ length: 5 }, () => 'd'.repeat(250)).join('/');
  mkdirSync(path.join(folder, deep), { recursive: true });
  writeFileSync(path.join(folder, deep, 'file'), 'x');
  expect(read()).toEqual({ keys: [], warnings: [expect.stringContaining('1024 bytes')] });
});

test('a missing folder is an error that names the folder, before anything else happens', () => {
  expect(() => requireFolders([{ bucket: 'reports', folder: `${folder}/none` }])).toThrow(
    `--bucket reports=${folder}/none: the folder cannot be read (ENOENT`,
  );
});
