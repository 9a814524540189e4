import { existsSync } from 'node:fs';
import path from 'node:path';
import { outcomeOf } from '../command.ts';
import type { EverydayClient, Oldest } from './everyday-client.ts';

export interface InstalledClient {
  readonly file: string;
  readonly version: string;
}

/** Finds the client in PATH. It skips other programs with the same name, because their version output does not match. */
export async function findClient(
  { program, versionArguments, versionPattern }: EverydayClient,
  env: NodeJS.ProcessEnv,
): Promise<InstalledClient | undefined> {
  for (const folder of (env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(folder, program);
    if (existsSync(file)) {
      const { succeeded, output } = await outcomeOf([file, ...versionArguments], env);
      const version = succeeded ? versionPattern.exec(output)?.[1] : undefined;
      if (version !== undefined) {
        return { file, version };
      }
    }
  }
  return undefined;
}

/** Returns whether the version is older than what a client or an operation needs. */
export function isTooOld(version: string, oldest: Oldest | undefined): boolean {
  return oldest !== undefined && version.localeCompare(oldest.version, 'en', { numeric: true }) < 0;
}
