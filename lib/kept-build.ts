import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What a program built, and what it read. */
export interface Build {
  readonly output: string;
  /** Paths of all files that the output depends on. */
  readonly sources: readonly string[];
}

interface KeptBuild {
  /** Relative paths of the sources, and the SHA-256 of their content. */
  readonly sources: Readonly<Record<string, string>>;
  readonly output: string;
}

/** Set to any value, this environment variable makes every process build anew. */
export const BUILD_ANEW = 'FEDERATION_BROKER_BUILD_ANEW';

/**
 * Returns the output of an earlier build if all files that the build read have the same content. A second synthesis then does not
 * start esbuild.
 *
 * @param file holds the kept build
 * @param root the kept paths are relative to this folder, so that a copy of the folder is compared with its own sources
 * @returns undefined if there is no kept build, or one of its sources has changed
 */
export function keptBuild(file: string, root: string): string | undefined {
  if (process.env[BUILD_ANEW] !== undefined) {
    return undefined;
  }
  try {
    const { sources, output }: KeptBuild = JSON.parse(readFileSync(file, 'utf8'));
    const isUnchanged = Object.entries(sources).every(
      ([source, hash]) => hashOf(path.join(root, source)) === hash,
    );
    return isUnchanged ? output : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Keeps a build, unless a source changed after the build began, because the build may have read the source before or after the
 * change. Several processes may build at once, so a file appears whole or not at all. If the folder cannot be written, nothing is
 * kept, and the next process builds again.
 */
export function keepBuild(
  file: string,
  root: string,
  { output, sources, start }: Build & { readonly start: Date },
): void {
  const unfinished = `${file}.${process.pid}`;
  try {
    const kept: KeptBuild = {
      sources: Object.fromEntries(
        sources.map((source) => [path.relative(root, source), hashOf(source)]),
      ),
      output,
    };
    // After the hashes, so that this also finds a change between the build and the hashes.
    if (sources.some((source) => statSync(source).mtime >= start)) {
      return;
    }
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(unfinished, JSON.stringify(kept));
    renameSync(unfinished, file);
  } catch {
    return;
  }
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('base64');
}
