import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { BUILD_ANEW } from '../lib/kept-build.ts';
import { repositoryFiles } from '../verification/documents/documents.ts';
import {
  type BuildMachine,
  deployedFiles,
  OPEN_MACHINE,
  onMachine,
  STRICT_MACHINE,
  USUAL_MACHINE,
} from './build-machine.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '..');
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** Runs a test only in a git checkout, because a source archive has no git data. */
const testInGit = existsSync(path.join(REPOSITORY, '.git')) ? test : test.skip;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-build-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Synthesizes the sample in a new working directory, with the settings of a machine. */
async function synthesizeOn(machine: BuildMachine, lineEnd: string) {
  const cwd = mkdtempSync(path.join(folder, 'machine-'));
  cpSync(path.join(REPOSITORY, 'sample'), cwd, { recursive: true });
  for (const name of ['grants.json', 'grants.cases.json', 'federation-broker.json']) {
    const file = path.join(cwd, name);
    if (existsSync(file)) {
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', lineEnd));
    }
  }
  const outputFolder = path.join(cwd, 'cdk.out');
  const program = path.join(REPOSITORY, 'bin/federation-broker.ts');
  const [file = '', ...args] = onMachine(machine, [process.execPath, '--import', TSX, program]);
  const env = { ...process.env, CDK_OUTDIR: outputFolder, [BUILD_ANEW]: '1' };
  await promisify(execFile)(file, args, { cwd, env });
  return deployedFiles(outputFolder);
}

test('umask, time zone, locale, line ends and working directory do not affect the deployed files', async () => {
  const [usual = {}, ...unusual] = await Promise.all([
    synthesizeOn(USUAL_MACHINE, '\n'),
    synthesizeOn(STRICT_MACHINE, '\r\n'),
    synthesizeOn(OPEN_MACHINE, '\r\n'),
  ]);
  expect(Object.keys(usual).filter((name) => name.endsWith('.js'))).toHaveLength(5);
  expect(unusual).toEqual(unusual.map(() => usual));
});

testInGit('a checkout of Git for Windows has the same line ends', () => {
  const checkout = path.join(folder, 'checkout/');
  const options = ['-c', 'core.autocrlf=true', '-c', 'core.eol=crlf'];
  execFileSync('git', [...options, 'checkout-index', '--all', `--prefix=${checkout}`], {
    cwd: REPOSITORY,
  });
  const files = repositoryFiles()
    .map((file) => path.join(checkout, file))
    .filter((file) => existsSync(file) && !file.endsWith('.png'));
  expect(files.length).toBeGreaterThan(500);
  expect(files.filter((file) => readFileSync(file).includes('\r'))).toEqual([]);
});
