import path from 'node:path';
import { repositoryFiles, writtenDocuments } from './documents.ts';
import { anchorsOf, codeSpansOf, linksOf } from './markdown.ts';

const documents = writtenDocuments();
const files = new Set(repositoryFiles());
const folders = new Set([...files].flatMap(foldersOf));
const names = new Set([...files].map((file) => path.posix.basename(file)));
const anchors = new Map(documents.map(({ file, text }) => [file, anchorsOf(file, text)]));

/** The changelog describes earlier versions, so the paths that it names may no longer exist. */
const HISTORY = 'CHANGELOG.md';

/** `a/b/c.ts` → `a/b`, `a` */
function foldersOf(file: string): readonly string[] {
  const folder = path.posix.dirname(file);
  return folder === '.' ? [] : [folder, ...foldersOf(folder)];
}

function exists(file: string): boolean {
  return files.has(file) || folders.has(file.replace(/\/$/, ''));
}

test.each(documents.map((document) => [document.file, document] as const))(
  'every link of %s leads to a file and to a heading in it',
  (file, { text }) => {
    const broken = linksOf(file, text).filter(
      ({ target }) => !/^https:\/\//.test(target) && isBroken(file, target),
    );
    expect(broken).toEqual([]);
  },
);

function isBroken(file: string, target: string): boolean {
  const [to = '', anchor] = target.split('#', 2);
  const found = to === '' ? file : path.posix.join(path.posix.dirname(file), to);
  return !exists(found) || (anchor !== undefined && anchors.get(found)?.has(anchor) !== true);
}

/** Paths of the repository, such as `core/grants/scope.ts`. Text with `…`, `*` or `{}` is a pattern, not a path. */
const PATH =
  /^(?:\.ci|\.github|bin|core|docs|examples|lambda|lib|packages|sample|schemas|test|tools|verification)\/[\w./-]*$/;

/** Folders that commands create and git ignores. */
const MADE = /^packages\/fedbroker\/dist\//;

test.each(
  documents
    .filter(({ file }) => file !== HISTORY)
    .map((document) => [document.file, document] as const),
)('every path that %s names exists', (file, { text }) => {
  const missing = codeSpansOf(file, text).filter(({ target }) =>
    PATH.test(target)
      ? !exists(target) &&
        !MADE.test(target) &&
        !exists(path.posix.join(path.posix.dirname(file), target))
      : /^[\w-]+\.(?:test\.)?ts$/.test(target) && !names.has(target),
  );
  expect(missing).toEqual([]);
});
