import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { casesFileOf } from '../../lib/grants.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** The CDK reads its settings from this file, including the command that runs the app. */
export const CDK_SETTINGS_FILE = 'cdk.json';

/** The CDK caches the values that it looked up in an AWS account in this file. */
const CDK_CONTEXT_FILE = 'cdk.context.json';

/** The most bytes of a file that this program reads from git. */
const FILE_MAX_BYTES = 256 * 1024 * 1024;

/** The root folder of this repository. */
export const REPOSITORY = path.resolve(import.meta.dirname, '../..');

/** A git commit. */
export interface Revision {
  /** The hash of the commit. */
  readonly commit: string;
}

/** @throws Error if the text names no commit of the git repository of the working folder */
export function findRevision(text: string): Revision {
  const commit = git('rev-parse', '--verify', '--quiet', '--end-of-options', `${text}^{commit}`);
  if (commit === undefined) {
    throw new Error(
      `--against ${text}: this git repository has no such commit. In a shallow clone, fetch the commit first`,
    );
  }
  return { commit: commit.toString('utf8').trim() };
}

/**
 * Copies the files that define a deployment from the revision into a temporary folder: configuration, grants, test cases,
 * `cdk.json` and `cdk.context.json`. This program deletes the folder when it exits.
 *
 * @param config the path of a configuration file in the working folder, relative to it
 * @returns undefined if the revision has no such file
 * @throws Error if the configuration names its grants by an absolute path, which would be a file of the working copy
 */
export function checkOut({ commit }: Revision, config: string): string | undefined {
  const configText = fileIn(commit, config);
  if (configText === undefined) {
    return undefined;
  }
  const named = grantsNamedBy(configText);
  if (path.isAbsolute(named)) {
    throw new Error(
      `--against: grants: ${config} of ${commit} names ${named}, so the grants of the revision cannot be read: write a path relative to the folder of the file`,
    );
  }
  const folder = temporaryFolder();
  const grants = path.join(path.dirname(config), named);
  for (const file of [config, grants, casesFileOf(grants), CDK_CONTEXT_FILE]) {
    copy(commit, file, folder);
  }
  const settings = JSON.parse(fileIn(commit, CDK_SETTINGS_FILE)?.toString('utf8') ?? '{}');
  writeFileSync(path.join(folder, CDK_SETTINGS_FILE), JSON.stringify(settings));
  return folder;
}

/**
 * Rewrites `cdk.json` in a folder that `checkOut` made. `cdk synth` then runs the app of the working copy, not of the revision.
 * Removes the field `tags`, because synthesis refuses `tags`.
 */
export function useCurrentApp(folder: string, settings: object): void {
  const { tags: _, ...others } = { tags: undefined, ...settings };
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const app = [process.execPath, '--import', tsx, path.join(REPOSITORY, 'bin/federation-broker.ts')]
    .map((part) => `"${part}"`)
    .join(' ');
  writeFileSync(path.join(folder, CDK_SETTINGS_FILE), JSON.stringify({ ...others, app }));
}

function copy(commit: string, file: string, folder: string): void {
  const content = fileIn(commit, file);
  if (content !== undefined) {
    const copied = path.join(folder, file);
    mkdirSync(path.dirname(copied), { recursive: true });
    writeFileSync(copied, content);
  }
}

/** The path of the grants file. Ignores faults of the configuration, because the parser reports them later. */
function grantsNamedBy(config: Buffer): string {
  try {
    const { grants = 'grants.json' } = Object(JSON.parse(config.toString('utf8')));
    return String(grants);
  } catch {
    return 'grants.json';
  }
}

/** @returns undefined if the revision has no such file */
function fileIn(commit: string, file: string): Buffer | undefined {
  const relative = path.relative('', file);
  if (relative.startsWith('..') || path.isAbsolute(relative)) {
    throw new Error(`--against: ${file} is outside the working folder, so no revision has it`);
  }
  return git('cat-file', 'blob', `${commit}:./${relative.replaceAll(path.sep, '/')}`);
}

/** @returns undefined if git fails */
function git(...args: readonly string[]): Buffer | undefined {
  const { status, stdout, error } = spawnSync('git', args, { maxBuffer: FILE_MAX_BYTES });
  if (error !== undefined) {
    throw new Error(`--against needs git: ${error.message}`);
  }
  return status === 0 ? stdout : undefined;
}
