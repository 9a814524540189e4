import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Makes a folder, and removes it after its use. */
export async function withTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const { folder, remove } = makeFolder();
  try {
    return await use(folder);
  } finally {
    remove();
  }
}

/** Makes a folder that this process removes when it exits. */
export function temporaryFolder(): string {
  return makeFolder().folder;
}

function makeFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'federation-broker-'));
  const remove = () => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true });
  };
  // After Ctrl-C, no `finally` runs.
  process.once('exit', remove);
  return { folder, remove };
}
