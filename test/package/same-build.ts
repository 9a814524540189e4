import { mkdirSync, readdirSync } from 'node:fs';
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

const PACK = ['npm', 'pack', ...PUBLISHED, '--include-workspace-root', '--pack-destination'];

/** Checks that packages which were packed on different machines contain the same files with the same modes. */
export async function checkSamePackages(folder: string, report: Report): Promise<void> {
  const usual = await packOn(USUAL_MACHINE, path.join(folder, 'usual'));
  const strict = await packOn(STRICT_MACHINE, path.join(folder, 'strict'));
  const names = Object.keys(usual);
  const different = names.filter((name) => strict[name] !== usual[name]);
  const what = 'package: three packages are the same under another umask, time zone and locale';
  report.check(what, names.length === 3 && different.length === 0, `${names}; ${different}`);
}

async function packOn(
  machine: BuildMachine,
  folder: string,
): Promise<Readonly<Record<string, string>>> {
  mkdirSync(folder);
  await outcomeOf(onMachine(machine, [...PACK, folder]), REPOSITORY);
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, hashOf(path.join(folder, name))]),
  );
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
