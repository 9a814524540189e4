import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Build, keepBuild, keptBuild } from './kept-build.ts';

export const LAMBDA_FOLDER = path.resolve(import.meta.dirname, '../lambda');

const REPOSITORY = path.resolve(import.meta.dirname, '..');

const KEPT_FOLDER = path.join(REPOSITORY, 'node_modules/.cache/federation-broker');

/**
 * What a build reads besides its sources: the versions of the installed packages, the settings that esbuild takes from the
 * folders of the sources, and this file, which chooses what is built.
 */
const TOOL_FILES = [
  'node_modules/.package-lock.json',
  'package.json',
  'tsconfig.json',
  'portal/package.json',
  'portal/tsconfig.json',
  'lib/function-builds.ts',
].map((file) => path.join(REPOSITORY, file));

export const FUNCTION_ENTRIES = [
  'broker.ts',
  'rotate-access-key.ts',
  'delete-access-keys.ts',
  'portal.ts',
] as const;

export type FunctionEntry = (typeof FUNCTION_ENTRIES)[number];

/** The files of each function's bundle: name to code. */
export type FunctionBundles = Readonly<Record<FunctionEntry, Readonly<Record<string, string>>>>;

/** A program of `lambda/bundle/`, and its arguments. It prints a `Build` as JSON. */
type BuildProgram = readonly [file: string, ...args: string[]];

const FUNCTIONS: BuildProgram = ['bundle-functions.ts', ...FUNCTION_ENTRIES];

const PORTAL: BuildProgram = ['pack-portal.ts'];

/** Limits what a program prints, which is all bundles or all files of the portal. */
const OUTPUT_MAX_BYTES = 64 * 1024 * 1024;

/** The bundles of the sources in `lambda/`. */
export function bundlesOfSources(): FunctionBundles {
  return JSON.parse(outputOf(FUNCTIONS));
}

/** The files of the portal as JSON. */
export function portalOfSources(): string {
  return outputOf(PORTAL);
}

/** The output of each program that ran ahead. */
const ahead = new Map<BuildProgram, string>();

/**
 * Builds functions and portal at the same time, before a synthesis uses them. Without this, a synthesis builds one after the
 * other, because the CDK's bundlers are synchronous.
 */
export async function buildAhead({ portal }: { readonly portal: boolean }): Promise<void> {
  const programs = portal ? [PORTAL, FUNCTIONS] : [FUNCTIONS];
  await Promise.all(
    programs.map(async (program) => {
      const start = new Date();
      const kept = keptBuild(fileOf(program), REPOSITORY);
      ahead.set(program, kept ?? keep(program, await printedBy(program), start));
    }),
  );
}

/** Returns the output of `buildAhead`, or else of an earlier build whose sources are unchanged. Otherwise builds. */
function outputOf(program: BuildProgram): string {
  return ahead.get(program) ?? keptBuild(fileOf(program), REPOSITORY) ?? outputOfNewBuild(program);
}

function outputOfNewBuild(program: BuildProgram): string {
  const start = new Date();
  const { status, error, stdout } = spawnSync(process.execPath, argumentsOf(program), {
    encoding: 'utf8',
    maxBuffer: OUTPUT_MAX_BYTES,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) {
    throw buildFailed(error);
  }
  return keep(program, stdout, start);
}

async function printedBy(program: BuildProgram): Promise<string> {
  const child = spawn(process.execPath, argumentsOf(program), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [chunks, [status]] = await Promise.all([child.stdout.toArray(), once(child, 'close')]);
  if (status !== 0) {
    throw buildFailed();
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** @returns the output */
function keep(program: BuildProgram, printed: string, start: Date): string {
  const { output, sources }: Build = JSON.parse(printed);
  const tools = TOOL_FILES.filter((file) => existsSync(file));
  keepBuild(fileOf(program), REPOSITORY, { output, sources: [...sources, ...tools], start });
  return output;
}

function fileOf([program]: BuildProgram): string {
  return path.join(KEPT_FOLDER, `${path.parse(program).name}.json`);
}

function argumentsOf([program, ...args]: BuildProgram): readonly string[] {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return ['--import', tsx, path.join(LAMBDA_FOLDER, 'bundle', program), ...args];
}

function buildFailed(cause?: Error): Error {
  return new Error("The functions' code could not be built. See the messages above.", { cause });
}
