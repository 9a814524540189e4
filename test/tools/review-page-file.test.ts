import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writePage } from '../../tools/review/page-file.ts';

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

const check = (page: string) => () => writePage(file, page, { check: true, command: COMMAND });

describe('a page is', () => {
  test('fresh if the file holds exactly this page', () => {
    writePage(file, 'page\n', { check: false, command: COMMAND });
    expect(check('page\n')).not.toThrow();
  });

  test('stale if the file holds anything else, and the check leaves it so', () => {
    writeFileSync(file, 'page');
    expect(check('page\n')).toThrow(`${file} is stale: run npm run review`);
    expect(readFileSync(file, 'utf8')).toBe('page');
  });

  test('stale if there is no file', () => {
    expect(check('')).toThrow('is stale');
  });
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
