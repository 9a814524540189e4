import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** The settings that can differ between machines that build the same sources. */
export interface BuildMachine {
  readonly umask: string;
  readonly timeZone: string;
  readonly locale: string;
}

export const USUAL_MACHINE: BuildMachine = {
  umask: '022',
  timeZone: 'UTC',
  locale: 'C.UTF-8',
};

/** A machine with a Turkish locale, in which the lower case of `I` is `ı`. */
export const STRICT_MACHINE: BuildMachine = {
  umask: '077',
  timeZone: 'Asia/Kathmandu',
  locale: 'tr_TR.UTF-8',
};

/** A machine with an Estonian locale, in which `z` sorts before `t`. */
export const OPEN_MACHINE: BuildMachine = {
  umask: '000',
  timeZone: 'America/St_Johns',
  locale: 'et_EE.UTF-8',
};

/** Returns a command that runs `command` with the settings of this machine. */
export function onMachine(
  { umask, timeZone, locale }: BuildMachine,
  command: readonly string[],
): readonly string[] {
  const inShell = ['sh', '-c', `umask ${umask} && exec "$@"`, 'sh', ...command];
  return ['env', `TZ=${timeZone}`, `LC_ALL=${locale}`, ...inShell];
}

/** Matches files and folders of assets. `cdk deploy` zips them with their modes. */
const IN_ASSET = /^asset\.\w+/;

/** Returns a hash of each template and asset file of a cloud assembly, and the file modes that AWS Lambda gets. */
export function deployedFiles(assembly: string): Readonly<Record<string, string>> {
  const names = readdirSync(assembly, { recursive: true, encoding: 'utf8' });
  const deployed = names.filter(
    (name) => IN_ASSET.test(name) || /\.(?:template|assets)\.json$/.test(name),
  );
  return Object.fromEntries(
    deployed.sort().map((name) => {
      const file = path.join(assembly, name);
      const mode = IN_ASSET.test(name) ? (statSync(file).mode & 0o777).toString(8) : '';
      return [name, `${mode} ${statSync(file).isDirectory() ? 'folder' : hashOf(file)}`];
    }),
  );
}

export function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
