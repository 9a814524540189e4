import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AssetHashType } from 'aws-cdk-lib';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { PORTAL_FILES_FILE } from '../lambda/environment.ts';
import { type Build, keptBuild } from './kept-build.ts';

/** The npm package has the bundles here, beside its compiled code. The repository does not, and bundles its sources. */
const BUILT_FOLDER = path.join(import.meta.dirname, 'functions');

const IS_BUILT = existsSync(BUILT_FOLDER);

const LAMBDA_FOLDER = path.resolve(import.meta.dirname, '../lambda');

const REPOSITORY = path.resolve(import.meta.dirname, '..');

const KEPT_FOLDER = path.join(REPOSITORY, 'node_modules/.cache/federation-broker');

/**
 * What a build reads beside its sources: the versions of the installed packages, the settings that esbuild takes from the
 * folders of the sources, and this file, which chooses what is built.
 */
const TOOL_FILES = [
  'node_modules/.package-lock.json',
  'package.json',
  'tsconfig.json',
  'portal/package.json',
  'portal/tsconfig.json',
  'lib/function-code.ts',
].map((file) => path.join(REPOSITORY, file));

export const FUNCTION_ENTRIES = [
  'broker.ts',
  'rotate-access-key.ts',
  'delete-access-keys.ts',
  'portal.ts',
] as const;

export type FunctionEntry = (typeof FUNCTION_ENTRIES)[number];

/** The files of each function's bundle: name to code. */
type FunctionBundles = Readonly<Record<FunctionEntry, Readonly<Record<string, string>>>>;

/** The most bytes that a child process prints: all bundles together, or all files of the portal. */
const OUTPUT_MAX_BYTES = 64 * 1024 * 1024;

/**
 * The CDK zips files with the modes that they have, and Lambda runs the code as a user that does not own it.
 * Source: https://github.com/aws/aws-cdk/issues/8233
 */
export const FILE_MODE = 0o644;
export const FOLDER_MODE = 0o755;

export const RUNTIME = Runtime.NODEJS_24_X;

/**
 * A function's code: one file of `lambda/` as `lambda/bundle/bundle.ts` bundles it.
 *
 * @param entry the file's name
 * @param files more files for the function's folder: name to content
 */
export function functionCode(
  entry: FunctionEntry,
  files: Readonly<Record<string, string>> = {},
): Code {
  return code(entry, Object.values(files), () => files);
}

/** The name of a function's code in the cloud assembly. */
export function assetNameOf(entry: FunctionEntry): string {
  return `Federation Broker: ${path.parse(entry).name}`;
}

/** The code of the portal function, with the files of the web page. */
export function portalCode(): Code {
  return code('portal.ts', [], () => ({ [PORTAL_FILES_FILE]: portalFiles() }));
}

/** @param source what the files are made of, beside the sources of this package */
function code(
  entry: FunctionEntry,
  source: readonly string[],
  files: () => Readonly<Record<string, string>>,
): Code {
  return Code.fromAsset(IS_BUILT ? BUILT_FOLDER : LAMBDA_FOLDER, {
    displayName: assetNameOf(entry),
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // The type requires a Docker image. It is never used, because the local bundler below always succeeds.
      image: RUNTIME.bundlingImage,
      // The CDK never runs this command, but without it would treat all bundles of one folder as the same asset.
      command: ['esbuild', entry, ...source],
      local: {
        tryBundle(outputFolder) {
          writeFiles(outputFolder, { ...bundles()[entry], ...files() });
          return true;
        },
      },
    },
  });
}

/** Sets the modes, because the umask takes permissions away from new files. */
function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    chmodSync(file, FILE_MODE);
  }
  chmodSync(folder, FOLDER_MODE);
}

let read: FunctionBundles | undefined;

/** Bundles all functions once per process. */
function bundles(): FunctionBundles {
  read ??= IS_BUILT ? builtBundles() : bundlesOfSources();
  return read;
}

function bundlesOfSources(): FunctionBundles {
  return JSON.parse(builtBy('bundle-functions.ts', FUNCTION_ENTRIES));
}

let readPortal: string | undefined;

/** Builds the portal once per process. */
function portalFiles(): string {
  readPortal ??= IS_BUILT
    ? readFileSync(path.join(BUILT_FOLDER, PORTAL_FILES_FILE), 'utf8')
    : builtBy('pack-portal.ts', []);
  return readPortal;
}

/** The folder that the package has in place of `broker.ts`: `broker`. */
export function builtFolderOf(entry: FunctionEntry): string {
  return path.parse(entry).name;
}

function builtBundles(): FunctionBundles {
  const bundleOf = (entry: FunctionEntry) => {
    const folder = path.join(BUILT_FOLDER, builtFolderOf(entry));
    return Object.fromEntries(
      readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]),
    );
  };
  return Object.fromEntries(
    FUNCTION_ENTRIES.map((entry) => [entry, bundleOf(entry)]),
  ) as FunctionBundles;
}

/** Returns the output of a program of `lambda/bundle/`, from an earlier run if its sources are the same. */
function builtBy(program: string, args: readonly string[]): string {
  const { name } = path.parse(program);
  return keptBuild(path.join(KEPT_FOLDER, `${name}.json`), REPOSITORY, () => {
    const { output, sources }: Build = JSON.parse(outputOf(program, args));
    return { output, sources: [...sources, ...TOOL_FILES].filter((file) => existsSync(file)) };
  });
}

/** Runs a program of `lambda/bundle/`. The CDK's bundlers are synchronous, and esbuild's plugins are not. */
function outputOf(program: string, args: readonly string[]): string {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const { status, error, stdout } = spawnSync(
    process.execPath,
    ['--import', tsx, path.join(LAMBDA_FOLDER, 'bundle', program), ...args],
    { encoding: 'utf8', maxBuffer: OUTPUT_MAX_BYTES, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0) {
    throw new Error("The functions' code could not be built. See the messages above.", {
      cause: error,
    });
  }
  return stdout;
}
