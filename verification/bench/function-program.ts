import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Bundle, bundle } from '../../lambda/bundle/bundle.ts';
import { GRANTS_FILE } from '../../lambda/environment.ts';
import { grantsOfRoles } from './requests.ts';
import type { Bed } from './subject.ts';

/**
 * Writes a program as Lambda unpacks a function's code. The folder is outside the repository, because the repository's package.json
 * would make the program an ES module.
 *
 * @returns the path of the folder that contains the program
 */
export function writeProgram({ folder }: Bed, name: string, files: Bundle['files']): string {
  const place = path.join(folder, name);
  mkdirSync(place);
  const grants = JSON.stringify(grantsOfRoles(10));
  for (const [file, content] of Object.entries({ ...files, [GRANTS_FILE]: grants })) {
    writeFileSync(path.join(place, file), content);
  }
  return place;
}

/**
 * Bundles a program of the bench as the functions are bundled.
 *
 * @param file relative to the folder of the bench
 */
export async function slimProgram(bed: Bed, name: string, file: string): Promise<string> {
  const { files } = await bundle(path.join(import.meta.dirname, file));
  return writeProgram(bed, name, files);
}
