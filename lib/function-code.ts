import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AssetHashType } from 'aws-cdk-lib';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { PORTAL_FILES_FILE } from '../lambda/environment.ts';
import {
  bundlesOfSources,
  FUNCTION_ENTRIES,
  type FunctionBundles,
  type FunctionEntry,
  LAMBDA_FOLDER,
  portalOfSources,
} from './function-builds.ts';

/** The npm package has the bundles here, beside its compiled code. The repository does not, and bundles its sources. */
const BUILT_FOLDER = path.join(import.meta.dirname, 'functions');

const IS_BUILT = existsSync(BUILT_FOLDER);

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

/** Reads or builds the bundles once per process. */
function bundles(): FunctionBundles {
  read ??= IS_BUILT ? builtBundles() : bundlesOfSources();
  return read;
}

let readPortal: string | undefined;

/** Reads or builds the portal once per process. */
function portalFiles(): string {
  readPortal ??= IS_BUILT
    ? readFileSync(path.join(BUILT_FOLDER, PORTAL_FILES_FILE), 'utf8')
    : portalOfSources();
  return readPortal;
}

/** Returns the name of the package's folder for the bundle of a source file: `broker` for `broker.ts`. */
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
