import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writePages } from '../../../tools/review/page-file.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-test-'));
  file = path.join(folder, 'review.md');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const COMMAND = 'npm run review';

function write(page: string, check: boolean): void {
  writePages([{ file, page }], { check, command: COMMAND });
}

describe('a page is', () => {
  test('fresh if the file holds exactly this page', () => {
    write('page\n', false);
    expect(() => write('page\n', true)).not.toThrow();
  });

  test('stale if the file has other content. The check shows the difference and changes nothing', () => {
    writeFileSync(file, 'one\ntwo\nthree\nfour\nfive\n');
    expect(() => write('one\ntwo\nthree\n4\nfive\n', true)).toThrow(
      `${file} is stale. Lines with - are in the file, lines with + would be deployed:\n` +
        '@@ line 2 of the new page @@\n two\n three\n-four\n+4\n five\n \n\n' +
        'Review what changes, then write and commit the page: npm run review',
    );
    expect(readFileSync(file, 'utf8')).toBe('one\ntwo\nthree\nfour\nfive\n');
  });

  test('stale if there is no file', () => {
    expect(() => write('', true)).toThrow(`${file} does not exist.`);
  });
});

test('the check shows the differences of every stale page', () => {
  const files = ['a.md', 'b.md'].map((name) => path.join(folder, name));
  for (const each of files) {
    writeFileSync(each, 'old');
  }
  const outputs = files.map((each) => ({ file: each, page: 'new' }));
  const check = () => writePages(outputs, { check: true, command: COMMAND });
  for (const each of files) {
    expect(check).toThrow(`${each} is stale`);
  }
});

test('a faulty configuration is reported without a stack trace', () => {
  const configuration = path.join(folder, 'faulty.json');
  writeFileSync(configuration, '{"rotationDays": 0}');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'tools/review.ts', '--config', configuration, '--output', file],
    { encoding: 'utf8' },
  );
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/faulty\.json: rotationDays: .*\n$/);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('--config without --output is refused, so that it cannot overwrite the page of another deployment', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'tools/review.ts', '--config', 'sample/federation-broker.json'],
    { encoding: 'utf8' },
  );
  expect([status, stderr]).toEqual([
    1,
    '--config and --output need each other: give both, or neither\n',
  ]);
});
