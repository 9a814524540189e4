import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readDeployment } from '../../lib/deployment.ts';
import { readBroker } from '../assembly/synthesized-broker.ts';
import { synthesize } from '../cdk-cli.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import {
  CDK_SETTINGS_FILE,
  checkOut,
  REPOSITORY,
  type Revision,
  useCurrentApp,
} from './git-revision.ts';
import { code } from './markdown.ts';
import type { ReviewSources } from './page.ts';

/** The command that writes the pages. */
export const REVIEW_COMMAND = 'npm run review';

export interface PageFiles {
  readonly config: string;
  readonly output: string;
}

export const SAMPLE_PAGE: PageFiles = {
  config: 'sample/federation-broker.json',
  output: 'docs/review-sample.md',
};

/** The review pages that are committed to the repository. Together, they show every part that grants can add to a stack. */
export const COMMITTED_PAGES: readonly PageFiles[] = [
  { config: 'federation-broker.json', output: 'docs/review.md' },
  SAMPLE_PAGE,
];

/**
 * @param assemblyOf returns the folder of the cloud assembly of a configuration file. By default, it synthesizes the file
 * @throws InvalidInput for a faulty configuration, and for a cloud assembly that the page cannot show
 */
export function pageSources(
  files: PageFiles,
  assemblyOf: (config: string) => Promise<string> = synthesized,
): Promise<ReviewSources> {
  return sourcesIn('.', files, readCdkSettings('.'), assemblyOf);
}

/**
 * Synthesizes the files of a git revision with the current code.
 *
 * @returns undefined if the revision does not have the configuration file
 * @throws Error if the current code refuses the files
 */
export async function pageSourcesIn(
  revision: Revision,
  files: PageFiles,
): Promise<ReviewSources | undefined> {
  // In the folder of the revision, too, an absolute path would name the file of the working copy.
  const config = path.relative('', files.config);
  const folder = checkOut(revision, config);
  if (folder === undefined) {
    return undefined;
  }
  const settings = readCdkSettings(folder);
  useCurrentApp(folder, settings);
  try {
    const synthesizedIn = () => synthesized(config, folder);
    return await sourcesIn(folder, { ...files, config }, settings, synthesizedIn);
  } catch (error) {
    throw new Error(
      `--against: the current code refuses the files of ${revision.commit}, so compare the pages with git diff instead: ` +
        `${error instanceof Error ? error.message : error}`,
    );
  }
}

/** @param folder has the files of the deployment and `cdk.json` */
async function sourcesIn(
  folder: string,
  { config, output }: PageFiles,
  cdkSettings: object,
  assemblyOf: (config: string) => Promise<string>,
): Promise<ReviewSources> {
  const { grants } = readDeployment(
    path.isAbsolute(config) ? config : path.join(folder, config),
  ).configuration;
  // If the page is outside the working folder, a relative path from the page would contain folder names of this machine.
  const from = path.relative('', output).startsWith('..') ? '' : path.dirname(output);
  const linkTo = (file: string) => code(path.relative(from, file).replaceAll(path.sep, '/'));
  return {
    ...readBroker(await assemblyOf(config)),
    cdkSettings,
    origin:
      `${code(REVIEW_COMMAND)} generates this page from the synthesized template, ` +
      `${linkTo(config)} and ${linkTo(path.resolve(path.dirname(config), grants))}.`,
  };
}

/** @returns a folder that stays until this process exits: the CDK reads a stack's metadata from it each time it is asked for it */
async function synthesized(config: string, folder = '.'): Promise<string> {
  const assembly = temporaryFolder();
  await synthesize(config, assembly, folder);
  return assembly;
}

function readCdkSettings(folder: string): object {
  return Object(
    JSON.parse(readFileSync(path.join(folder, CDK_SETTINGS_FILE), 'utf8'), (_, value) =>
      typeof value === 'string' ? withoutMachinePaths(value) : value,
    ),
  );
}

/** Replaces absolute paths, so that the page is equal on every machine even if `cdk.json` contains absolute paths of programs. */
function withoutMachinePaths(text: string): string {
  return [REPOSITORY, process.cwd()].reduce(
    (shown, folder) => shown.replaceAll(`${folder}${path.sep}`, `.${path.sep}`),
    text.replaceAll(process.execPath, 'node'),
  );
}
