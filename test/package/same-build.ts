import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Report } from '../../verification/clients/report.ts';
import {
  type BuildMachine,
  deployedFiles,
  hashOf,
  onMachine,
  STRICT_MACHINE,
  USUAL_MACHINE,
} from '../build-machine.ts';
import { outcomeOf } from './command.ts';
import type { ConsumerApp } from './consumer-app.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '../..');

/** The workspaces that are published. */
const PUBLISHED = ['local-aws', 'fedbroker'].flatMap((name) => ['--workspace', name]);

const PACK = ['npm', 'pack', '--json', ...PUBLISHED, '--include-workspace-root'];

/** A package as npm packed it. */
export interface Packed {
  readonly tarball: string;
  readonly files: readonly string[];
}

/**
 * Packs all packages twice, with different umasks, time zones and locales, and checks that the archives are identical.
 *
 * @returns the packages of the first run, by the name of the package
 */
export async function packAll(
  folder: string,
  report: Report,
): Promise<ReadonlyMap<string, Packed>> {
  const usual = await packOn(USUAL_MACHINE, path.join(folder, 'usual'));
  const strict = await packOn(STRICT_MACHINE, path.join(folder, 'strict'));
  const names = [...usual.keys()];
  const hashIn = (packages: typeof usual, name: string) =>
    hashOf(packages.get(name)?.tarball ?? '');
  const different = names.filter((name) => hashIn(usual, name) !== hashIn(strict, name));
  const what = 'package: three packages are the same under another umask, time zone and locale';
  report.check(what, names.length === 3 && different.length === 0, `${names}; ${different}`);
  return usual;
}

async function packOn(machine: BuildMachine, folder: string): Promise<ReadonlyMap<string, Packed>> {
  mkdirSync(folder);
  const command = [...PACK, '--pack-destination', folder];
  const { stdout } = await outcomeOf(onMachine(machine, command), REPOSITORY);
  // npm prints the output of the builds before the JSON.
  const packed: readonly PackedByNpm[] = JSON.parse(stdout.slice(stdout.indexOf('[\n')));
  return new Map(
    packed.map(({ name, filename, files }) => [
      name,
      { tarball: path.join(folder, filename), files: files.map((file) => file.path) },
    ]),
  );
}

/** The part of the output of `npm pack --json` that is read here. */
interface PackedByNpm {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Checks that an app deploys the same files, whatever machine synthesizes it. */
export async function checkSameAssembly(app: ConsumerApp, report: Report): Promise<void> {
  const { succeeded, output } = await app.synthOn(STRICT_MACHINE, '--output', 'strict.out');
  const what = `${app.name}: deploys the same under another umask, time zone and locale`;
  const isSame =
    succeeded &&
    isDeepStrictEqual(deployedFiles(app.path('strict.out')), deployedFiles(app.path('cdk.out')));
  report.check(what, isSame, output);
}
