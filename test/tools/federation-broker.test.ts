import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');
const TSX = createRequire(import.meta.url).resolve('tsx');

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-test-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: readonly string[]) {
  return runProgram('tools/federation-broker.ts', ...args);
}

function runProgram(program: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, ['--import', TSX, path.join(REPOSITORY, program), ...args], {
    cwd: folder,
    encoding: 'utf8',
    // tsx finds the sources of local-aws through this file.
    env: { ...process.env, TSX_TSCONFIG_PATH: path.join(REPOSITORY, 'tsconfig.json') },
  });
}

test.each([
  [['--help']],
  [[]],
  [['start', '--help']],
  [['review', '--help']],
  [['revoke', '--help']],
  [['portal-cors', '--help']],
])('%j shows how to use it, and does nothing else', (args) => {
  const { status, stdout, stderr } = run(...args);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('Usage: npx federation-broker');
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  [['toString'], 'There is no command "toString". See npx federation-broker --help.\n'],
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

test('revoke prints a cdk deploy command for the stack that does not stop for approval', () => {
  const file = path.join(folder, 'revocations.json');
  writeFileSync(file, '{"revocations": []}');
  const { status, stdout, stderr } = run('revoke', 'alice=GBj6bl0QSFgnt7');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('npx cdk diff STACK --exclusively\n');
  expect(stdout).toContain('npx cdk deploy STACK --exclusively --require-approval never\n');
});

test('npm run revoke prints a deploy command with the same configuration file, quoted for a shell', () => {
  const copy = path.join(folder, 'a deployment');
  cpSync(path.join(REPOSITORY, 'sample'), copy, { recursive: true });
  const config = path.join(copy, 'federation-broker.json');
  const { status, stdout, stderr } = runProgram('tools/revoke.ts', 'User1', '--config', config);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain(`npx cdk diff -c 'config=${config}'\n`);
  expect(stdout).toContain(`npm run deploy -- -c 'config=${config}' --require-approval never\n`);
});

test('npm run revoke refuses a name without its hash, and changes nothing', () => {
  const config = path.join(REPOSITORY, 'federation-broker.json');
  const before = readFileSync(config, 'utf8');
  const { status, stdout, stderr } = runProgram('tools/revoke.ts', 'alice', '--config', config);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain('"alice" is not the whole name of a federated user');
  expect(readFileSync(config, 'utf8')).toBe(before);
});
