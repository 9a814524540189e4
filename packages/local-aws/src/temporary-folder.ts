import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atExit } from './at-exit.ts';

/** Each folder, with the function that cancels its removal at the exit of this process. */
const folders = new Map<string, () => void>();

/**
 * Makes a folder. A process that exits before it closes the local AWS removes its folders, too.
 *
 * @param name the beginning of its name
 */
export function makeTemporaryFolder(name: string, parentFolder = tmpdir()): string {
  const folder = mkdtempSync(path.join(parentFolder, `${name}-`));
  folders.set(
    folder,
    atExit(() => removeTemporaryFolder(folder)),
  );
  return folder;
}

export function removeTemporaryFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.get(folder)?.();
  folders.delete(folder);
}
