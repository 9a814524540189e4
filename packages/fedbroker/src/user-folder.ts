import path from 'node:path';
import type { Host } from './host.ts';

/** The kinds of a user's folders, with their places below the home folder. */
const FOLDERS = { XDG_CACHE_HOME: '.cache', XDG_STATE_HOME: '.local/state' } as const;

/**
 * Returns the folder of `fedbroker`, which may not exist yet. Undefined if the user has no home folder.
 *
 * Source: https://specifications.freedesktop.org/basedir/latest/, which says that relative paths must be ignored.
 */
export function userFolder(
  variable: keyof typeof FOLDERS,
  { env, homeFolder }: Host,
): string | undefined {
  const configured = env[variable] ?? '';
  if (path.isAbsolute(configured)) {
    return path.join(configured, 'fedbroker');
  }
  return homeFolder === undefined
    ? undefined
    : path.join(homeFolder, FOLDERS[variable], 'fedbroker');
}
