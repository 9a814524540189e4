import { readdirSync } from 'node:fs';
import path from 'node:path';

/** All files below a folder of a build. When one of them changes, the output may change, too. */
export function buildSources(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
