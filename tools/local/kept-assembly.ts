import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { type Deployment, readDeployment } from '../../lib/deployment.ts';
import { synthesize } from '../cdk-cli.ts';
import { STATE_DIRECTORY } from './client-files.ts';

/** Contains one folder for each kept cloud assembly, named by the hash of everything that its synthesis read. */
const FOLDER = path.join(STATE_DIRECTORY, 'synthesized');

/** What a synthesis reads besides the configuration: the sources, their settings, and the versions of the installed packages. */
const SOURCES = [
  ...['bin', 'core', 'lambda', 'lib', 'portal/build', 'portal/src'],
  ...['cdk.context.json', 'cdk.json', 'package.json', 'node_modules/.package-lock.json'],
  ...['tsconfig.json', 'portal/package.json', 'portal/tsconfig.json'],
];

/** The CDK CLI takes context from this file, and the app checks its tags. */
const userSettings = () => path.join(homedir(), '.cdk.json');

/** Another run may still read a folder that was made or used within this time. */
const IN_USE_MILLISECONDS = 3_600_000;

/**
 * Returns the folder of a cloud assembly of this repository's app. A synthesis whose sources and configuration are unchanged is
 * not repeated, because it takes longer than the rest of a start.
 *
 * @param options for tests, which replace the folder, the sources and the synthesis
 * @throws InvalidInput for a faulty configuration; Error if synthesis fails
 */
export async function keptAssembly(
  configurationPath: string,
  { folder = FOLDER, sources = [...SOURCES, userSettings()], synth = synthesize } = {},
): Promise<string> {
  const deployment = readDeployment(configurationPath);
  const key = keyOf(deployment, sources);
  const assembly = path.join(folder, key);
  if (existsSync(assembly)) {
    const now = new Date();
    utimesSync(assembly, now, now);
    return assembly;
  }
  mkdirSync(folder, { recursive: true });
  removeOldFolders(folder);
  const made = path.resolve(`${assembly}.${randomUUID()}`);
  await synth(configurationPath, made);
  // If a file changed meanwhile, the synthesis may have read it before or after the change. Then no later start may use it.
  if (keyOf(readDeployment(configurationPath), sources) !== key) {
    return made;
  }
  publish(made, assembly);
  return assembly;
}

function keyOf({ configuration, grants }: Deployment, sources: readonly string[]): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([configuration, grants.text, grants.cases, cdkVariables()]));
  for (const file of sources.flatMap(filesIn).sort()) {
    hash.update(
      JSON.stringify([file, createHash('sha256').update(readFileSync(file)).digest('hex')]),
    );
  }
  return hash.digest('hex');
}

/**
 * The CDK CLI also reads each of its options from a variable that begins with `CDK`, and the library reads others. Most do not
 * change the result, but each version of the CDK can add one that does.
 */
function cdkVariables(): readonly (readonly [string, string | undefined])[] {
  return Object.entries(process.env)
    .filter(([name]) => name.startsWith('CDK'))
    .sort();
}

function filesIn(place: string): readonly string[] {
  if (!existsSync(place)) {
    return [];
  }
  return statSync(place).isFile()
    ? [place]
    : readdirSync(place, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name));
}

/** Another process may have published the same assembly meanwhile. */
function publish(unfinished: string, assembly: string): void {
  try {
    renameSync(unfinished, assembly);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(assembly)) {
      throw error;
    }
  }
}

function removeOldFolders(folder: string): void {
  for (const name of readdirSync(folder)) {
    const old = path.join(folder, name);
    // Another start may remove it at the same time.
    const { mtimeMs = Infinity } = statSync(old, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > IN_USE_MILLISECONDS) {
      removeFolder(old);
    }
  }
}

/** Renames the folder first: if this program ends before all files are deleted, no later start uses the rest. */
function removeFolder(folder: string): void {
  const renamed = `${folder}.${randomUUID()}`;
  try {
    renameSync(folder, renamed);
  } catch (error) {
    if (!existsSync(folder)) {
      // Another start has removed it.
      return;
    }
    throw error;
  }
  rmSync(renamed, { recursive: true, force: true });
}
