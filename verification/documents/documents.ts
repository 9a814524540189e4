import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Documents that programs of the repository generate. Other checks fail when these documents are stale. */
const GENERATED = /^docs\/(?:review|review-sample|api|trial-claims)\.md$/;

/** Returns the paths of all files of the repository, except those that git ignores. */
export function repositoryFiles(): readonly string[] {
  const ignored = readFileSync('.gitignore', 'utf8').split('\n');
  return filesIn('', new Set(['.git/', '.git', ...ignored]));
}

function filesIn(folder: string, ignored: ReadonlySet<string>): readonly string[] {
  return readdirSync(folder === '' ? '.' : folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    const names = entry.isDirectory()
      ? [`${entry.name}/`, `${file}/`]
      : [entry.name, file, `*${path.extname(entry.name)}`];
    if (names.some((name) => ignored.has(name))) {
      return [];
    }
    return entry.isDirectory() ? filesIn(file, ignored) : [file];
  });
}

export interface Document {
  readonly file: string;
  readonly text: string;
}

/** Returns the documents that people write: the README first, then the others by name. */
export function writtenDocuments(): readonly Document[] {
  const files = repositoryFiles().filter(
    (file) => file.endsWith('.md') && file !== 'README.md' && !GENERATED.test(file),
  );
  return ['README.md', ...files.sort()].map((file) => ({ file, text: readFileSync(file, 'utf8') }));
}
