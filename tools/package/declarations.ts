import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** `from './grant.ts'` as written, and `import("./grant.ts")` of an inferred type. */
const RELATIVE_IMPORT = /(?<=from '|import\(")(\.[^'"]+)\.ts(?=['"])/g;

/**
 * Writes the type declarations that a consumer of `entry` can reach.
 *
 * @param folder the folder to write them to
 * @param entry path of the entry's declarations below the folder
 */
export function emitDeclarations(folder: string, entry: string): void {
  const typescript = createRequire(import.meta.url).resolve('typescript/package.json');
  const tsc = path.join(path.dirname(typescript), 'bin/tsc');
  const args = [tsc, '--project', import.meta.dirname, '--outDir', folder];
  execFileSync(process.execPath, args, { stdio: 'inherit' });
  const reached = new Set<string>();
  keepDeclarations(path.join(folder, entry), reached);
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const declarations = path.join(folder, file);
    if (file.endsWith('.ts') && !reached.has(declarations)) {
      rmSync(declarations);
    }
  }
}

/**
 * Follows imports. Changes `.ts` in them to `.js`, because TypeScript before 5.7 does not accept `.ts` there. All versions and
 * settings accept `.js`.
 */
function keepDeclarations(file: string, reached: Set<string>): void {
  reached.add(file);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replaceAll(RELATIVE_IMPORT, '$1.js'));
  for (const [, imported = ''] of text.matchAll(RELATIVE_IMPORT)) {
    const next = path.join(path.dirname(file), `${imported}.d.ts`);
    if (!reached.has(next)) {
      keepDeclarations(next, reached);
    }
  }
}
