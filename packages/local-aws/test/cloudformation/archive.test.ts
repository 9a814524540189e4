import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extractArchive } from '../../src/cloudformation/archive.ts';
import { zipOf } from '../fixtures/zip.ts';

/** `S_IFREG`, which zip programs write beside the permissions. */
const REGULAR_FILE = 0o100_000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'local-aws-test-archive-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('files are extracted with their folders', async () => {
  await extractArchive(zipOf('deep/index.js', 'content', REGULAR_FILE | 0o644), folder);
  expect(readFileSync(path.join(folder, 'deep/index.js'), 'utf8')).toBe('content');
});

test.each([
  ['everybody can read', REGULAR_FILE | 0o604, 'content'],
  ['has no mode, as from Windows', 0, 'content'],
  [
    'only its owner and group can read',
    REGULAR_FILE | 0o660,
    `throw new Error("EACCES: permission denied, open '/var/task/index.js'");\n`,
  ],
])('a file that %s loads accordingly', async (_name, mode, expected) => {
  await extractArchive(zipOf('index.js', 'content', mode), folder);
  expect(readFileSync(path.join(folder, 'index.js'), 'utf8')).toBe(expected);
});

test('something that is not an archive is refused as Lambda does', async () => {
  await expect(extractArchive(Buffer.from('text'), folder)).rejects.toThrow('Could not unzip');
});
