import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

jest.setTimeout(60_000);

const REPOSITORY = path.resolve(import.meta.dirname, '../..');
const PROGRAM = path.join(REPOSITORY, 'tools/federation-broker.ts');
const TSX = createRequire(import.meta.url).resolve('tsx');

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-test-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: readonly string[]) {
  return spawnSync(process.execPath, ['--import', TSX, PROGRAM, ...args], {
    cwd: folder,
    encoding: 'utf8',
    // Says where the sources of local-aws are.
    env: { ...process.env, TSX_TSCONFIG_PATH: path.join(REPOSITORY, 'tsconfig.json') },
  });
}

test.each([
  [['--help']],
  [[]],
  [['start', '--help']],
  [['review', '--help']],
  [['revoke', '--help']],
])('%j shows how to use it, and does nothing else', (args) => {
  const { status, stdout, stderr } = run(...args);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('Usage: npx federation-broker');
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  [['stop'], 'There is no command "stop". See npx federation-broker --help.\n'],
  [['start'], 'cdk.out is not a cloud assembly: run npx cdk synth first\n'],
  [['review'], 'cdk.out is not a cloud assembly: run npx cdk synth first\n'],
  [
    ['revoke', 'alice'],
    'revocations.json does not exist: create it with {"revocations": []}, and give it to the broker with Revocations.fromFile\n',
  ],
])('%j says what to do', (args, message) => {
  const { status, stdout, stderr } = run(...args);
  expect([status, stdout, stderr]).toEqual([1, '', message]);
});
