import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folders = new Set<string>();

/**
 * Makes a folder. A process that exits before it closes the local AWS removes its folders, too.
 *
 * @param name the beginning of its name
 */
export function makeTemporaryFolder(name: string, parentFolder = tmpdir()): string {
  if (folders.size === 0) {
    process.once('exit', removeAll);
  }
  const folder = mkdtempSync(path.join(parentFolder, `${name}-`));
  folders.add(folder);
  return folder;
}

export function removeTemporaryFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
  if (folders.size === 0) {
    process.off('exit', removeAll);
  }
}

function removeAll(): void {
  for (const folder of folders) {
    removeTemporaryFolder(folder);
  }
}
