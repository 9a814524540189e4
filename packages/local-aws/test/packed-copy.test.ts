import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import manifest from '../package.json' with { type: 'json' };
import { writeAssembly } from './fixtures/assembly.ts';
import { stackTemplate } from './fixtures/stack-template.ts';

/** Packing compiles the whole package. */
const PACKAGE = path.resolve(import.meta.dirname, '..');
const PROGRAM = `
import { startLocalAws } from 'local-aws';
import { parsePolicy } from 'local-aws/iam';
import { TokenBucket } from 'local-aws/models';
const aws = await startLocalAws();
const { outputs } = await aws.deploy(process.argv[2]);
await aws.close();
console.log(outputs.Greeting, typeof parsePolicy, typeof TokenBucket);
`;
const TYPED_PROGRAM = `
import { type LocalAws, startLocalAws } from 'local-aws';
import { evaluate, type Principal } from 'local-aws/iam';
import { AccessKeys } from 'local-aws/models';
const aws: LocalAws = await startLocalAws({ onWarning: (message: string) => message });
const stack = await aws.deploy('cdk.out');
export const outputs: Readonly<Record<string, string>> = stack.outputs;
export const principal: Principal = { kind: 'anonymous' };
export const others = [evaluate, AccessKeys];
// @ts-expect-error: the types are not any
aws.nothing();
`;

let root: string;
/** The files of the tarball, without the leading `package/`. */
let files: readonly string[];

/** Unpacks the tarball into an empty folder's node_modules, and adds the declared dependencies and nothing else. */
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'local-aws-packed-'));
  const modules = path.join(root, 'node_modules');
  await mkdir(modules);
  await run('npm', ['pack', '--pack-destination', root], PACKAGE);
  const tarball = path.join(root, `${manifest.name}-${manifest.version}.tgz`);
  const listed = await run('tar', ['-xvzf', tarball, '-C', modules], root);
  files = listed.split('\n').flatMap((line) => /\bpackage\/(.+)$/.exec(line)?.[1] ?? []);
  await rename(path.join(modules, 'package'), path.join(modules, manifest.name));
  for (const name of Object.keys(manifest.dependencies)) {
    await symlink(installed(name), path.join(modules, name));
  }
});

afterAll(() => rm(root, { recursive: true }));

async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { cwd });
  return stdout;
}

function installed(name: string): string {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const found = folders.map((folder) => path.join(folder, name)).find(existsSync);
  if (found === undefined) {
    throw new Error(`${name} is not installed`);
  }
  return found;
}

test('the tarball has compiled code and types, and no sources or tests', () => {
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
  const entries = Object.values(manifest.exports).map((file) => file.replace('./', ''));
  expect(files).toEqual(expect.arrayContaining(entries));
  expect(files).toEqual(
    expect.arrayContaining(entries.map((file) => file.replace('.js', '.d.ts'))),
  );
  const others = files.filter((file) => !/^(LICENSE|README\.md|package\.json|dist\/)/.test(file));
  expect(others).toEqual([]);
  expect(files.filter((file) => /test|(?<!\.d)\.ts$/.test(file))).toEqual([]);
});

test('a program without a TypeScript runner imports every entry point, deploys a stack and runs its function', async () => {
  const program = path.join(root, 'program.mjs');
  await writeFile(program, PROGRAM);
  const assembly = await writeAssembly(stackTemplate());
  const output = await run(process.execPath, [program, assembly], root);
  await rm(assembly, { recursive: true });
  expect(output.trim()).toBe('hello Ada function function');
});

test('files that the exports do not name cannot be imported', async () => {
  const program = "await import('local-aws/dist/endpoint.js')";
  const args = ['--input-type=module', '--eval', program];
  await expect(run(process.execPath, args, root)).rejects.toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED');
});

test('a TypeScript program gets the types of every entry point', async () => {
  await symlink(path.dirname(installed('@types/node')), path.join(root, 'node_modules/@types'));
  await writeFile(path.join(root, 'program.mts'), TYPED_PROGRAM);
  const tsc = path.join(installed('typescript'), 'bin/tsc');
  const args = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023'];
  await run(process.execPath, [tsc, ...args, '--types', 'node', 'program.mts'], root);
});
