import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { casesFileOf } from '../../lib/grants.ts';

/** Decides which program makes the template. */
export const CDK_SETTINGS_FILE = 'cdk.json';

/** The CDK keeps what it looked up in an account here. */
const CDK_CONTEXT_FILE = 'cdk.context.json';

/** Bytes of one file. */
const FILE_MAX_BYTES = 256 * 1024 * 1024;

/** Where the programs are. */
export const REPOSITORY = path.resolve(import.meta.dirname, '../..');

/** A commit, and what it is called. */
export interface Revision {
  /** Its hash. */
  readonly commit: string;
}

/** @throws Error if the text names no commit of the git repository of the working folder */
export function findRevision(text: string): Revision {
  const commit = git('rev-parse', '--verify', '--quiet', '--end-of-options', `${text}^{commit}`);
  if (commit === undefined) {
    throw new Error(
      `--against ${text}: is no commit of this git repository. In a shallow clone, fetch it first`,
    );
  }
  return { commit: commit.toString('utf8').trim() };
}

/**
 * Writes the files that decide about a deployment, as they were in the revision, into a folder that the program deletes when it
 * exits. There, `cdk synth` runs today's code.
 *
 * @param config the path of a configuration file, below the working folder
 * @returns undefined if the revision has no such file
 */
export function checkOut({ commit }: Revision, config: string): string | undefined {
  const configText = fileIn(commit, config);
  if (configText === undefined) {
    return undefined;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  const grants = path.join(path.dirname(config), grantsNamedBy(configText));
  for (const file of [config, grants, casesFileOf(grants), CDK_CONTEXT_FILE]) {
    copy(commit, file, folder);
  }
  const settings = JSON.parse(fileIn(commit, CDK_SETTINGS_FILE)?.toString('utf8') ?? '{}');
  writeFileSync(path.join(folder, CDK_SETTINGS_FILE), JSON.stringify(settings));
  return folder;
}

/** `cdk.json` of a folder that `checkOut` made, with today's program, and without the tags that synthesis refuses. */
export function useTodaysProgram(folder: string, settings: object): void {
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

/** The faults of the file are reported when it is parsed. */
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
