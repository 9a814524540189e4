import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { literalSchemaKeys } from './literal-schema-keys.ts';

const LAMBDA_FOLDER = path.resolve(import.meta.dirname, '..');

/** Reduces each client's `package.json` to the version, which the client sends to AWS. */
const ONLY_VERSIONS: Plugin = {
  name: 'only-versions',
  setup({ onLoad }) {
    onLoad({ filter: /\/@aws-sdk\/client-[\w-]+\/package\.json$/ }, async ({ path: file }) => {
      const { version } = JSON.parse(await readFile(file, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

const LITERAL_SCHEMA_KEYS: Plugin = {
  name: 'literal-schema-keys',
  setup({ onLoad }) {
    onLoad(
      { filter: /\/@aws-sdk\/client-[\w-]+\/dist-es\/schemas\/schemas_0\.js$/ },
      async ({ path: file }) => ({ contents: literalSchemaKeys(await readFile(file, 'utf8')) }),
    );
  },
};

const NO_SCHEMAS_FILE = path.join(import.meta.dirname, 'no-schemas.ts');

const NO_SCHEMAS: Plugin = {
  name: 'no-schemas',
  setup({ onResolve }) {
    onResolve({ filter: /\/json-schema\.ts$/ }, ({ importer }) =>
      importer === NO_SCHEMAS_FILE ? undefined : { path: NO_SCHEMAS_FILE },
    );
  },
};

const ENVIRONMENT_CONFIG: Plugin = {
  name: 'environment-config',
  setup({ onResolve }) {
    onResolve({ filter: /\/configLoader$/ }, () => ({
      path: path.join(import.meta.dirname, 'environment-config.ts'),
    }));
  },
};

/** The bundle of one source file of `lambda/`. */
export interface Bundle {
  /**
   * File name to code (CommonJS). Lambda loads `index.js`. Each source file that is imported with `import()` becomes a separate
   * file, which Node.js loads at that import.
   */
  readonly files: Readonly<Record<string, string>>;
  /** Absolute paths of the source files in the bundle. */
  readonly sources: readonly string[];
}

/** Lambda loads this file of each bundle. */
export const MAIN_FILE = 'index.js';

/**
 * Bundles one file of `lambda/` with all of its imports. The bundle includes the AWS SDK, so that the version in the lock file
 * runs in Lambda.
 *
 * A cold start takes longer with more code. `docs/performance.md` says what each step here saves, and
 * `test/lambda/bundle.test.ts` fails if an update of the SDK breaks one.
 *
 * @param entry the file's name, `broker.ts`
 * @returns the same text for the same sources
 */
export async function bundle(entry: string): Promise<Bundle> {
  const { files, sources } = await bundleAll([entry]);
  return { files: files.get(entry) ?? {}, sources };
}

/** The bundles of several source files. */
export interface Bundles {
  /** The source file to the files of its bundle. */
  readonly files: ReadonlyMap<string, Bundle['files']>;
  /**
   * Absolute paths of the source files in all bundles. A source that both an entry and a file for `import()` contain occurs twice.
   */
  readonly sources: readonly string[];
}

/** Like `bundle` for each entry. It takes half of the time, because esbuild reads their common modules once. */
export async function bundleAll(entries: readonly string[]): Promise<Bundles> {
  const built = new Map<string, BundledFile>();
  const sources: string[] = [];
  const separated = new Map<string, string>();
  for (let next = entries; next.length > 0; ) {
    const { files, sources: read } = await bundleFiles(next, separated);
    for (const [entry, file] of files) {
      built.set(entry, file);
    }
    sources.push(...read);
    const imported = new Set([...files.values()].flatMap(({ dynamicImports }) => dynamicImports));
    next = [...imported].filter((file) => !built.has(file));
  }
  const files = new Map(entries.map((entry) => [entry, filesOf(entry, built)]));
  return { files, sources };
}

/** Returns the code of an entry and of all files that it imports with `import()`. */
function filesOf(entry: string, built: ReadonlyMap<string, BundledFile>): Bundle['files'] {
  const files: Record<string, string> = {};
  const names = new Map([[entry, MAIN_FILE]]);
  // The loop also visits the files that it adds.
  for (const [file, name] of names) {
    const { code = '', dynamicImports = [] } = built.get(file) ?? {};
    files[name] = code;
    for (const imported of dynamicImports) {
      names.set(imported, fileNameOf(imported));
    }
  }
  return files;
}

function fileNameOf(source: string): string {
  return `${path.parse(source).name}.js`;
}

/**
 * Keeps files that are imported with `import()` out of the importing file.
 *
 * @param separated collects their paths, by the name that the importing code uses. All bundles share it
 */
function separateFiles(separated: Map<string, string>): Plugin {
  return {
    name: 'separate-files',
    setup({ onResolve }) {
      onResolve({ filter: /^\..*\.ts$/ }, ({ kind, path: imported, resolveDir }) => {
        if (kind !== 'dynamic-import' || resolveDir.includes('node_modules')) {
          return undefined;
        }
        const source = path.resolve(resolveDir, imported);
        const name = `./${fileNameOf(source)}`;
        if (name === `./${MAIN_FILE}` || (separated.get(name) ?? source) !== source) {
          throw new Error(`The bundles already have a file ${name}: rename ${source}.`);
        }
        separated.set(name, source);
        return { path: name, external: true };
      });
    },
  };
}

interface BundledFile {
  readonly code: string;
  /** Absolute paths of the source files that the code imports with `import()`. */
  readonly dynamicImports: readonly string[];
}

async function bundleFiles(
  entries: readonly string[],
  separated: Map<string, string>,
): Promise<{
  readonly files: ReadonlyMap<string, BundledFile>;
  readonly sources: readonly string[];
}> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: LAMBDA_FOLDER,
    entryPoints: entries.map((entry, index) => ({ in: entry, out: String(index) })),
    outdir: '.',
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    // esbuild can drop unused code of the SDK's ES modules, but not of its CommonJS modules.
    mainFields: ['module', 'main'],
    alias: {
      '@aws-sdk/credential-provider-node': path.join(
        import.meta.dirname,
        'environment-credentials.ts',
      ),
      '@smithy/core/event-streams': path.join(import.meta.dirname, 'no-event-streams.ts'),
    },
    // The SDK checks whether an answer is a web stream, which Node.js's HTTP client never returns. The check would make Node.js
    // load its web streams.
    define: { ReadableStream: 'undefined' },
    // import() would start Node's loader of ES modules, which takes time. require() does not.
    supported: { 'dynamic-import': false },
    plugins: [
      ONLY_VERSIONS,
      LITERAL_SCHEMA_KEYS,
      NO_SCHEMAS,
      ENVIRONMENT_CONFIG,
      separateFiles(separated),
    ],
  });
  const files = new Map<string, BundledFile>();
  for (const [index, entry] of entries.entries()) {
    const name = `${index}.js`;
    const output = outputFiles.find((file) => path.basename(file.path) === name);
    if (output === undefined) {
      throw new Error(`esbuild produced no output for ${entry}.`);
    }
    const imports = metafile.outputs[name]?.imports ?? [];
    const dynamicImports = imports.flatMap((imported) => separated.get(imported.path) ?? []);
    files.set(entry, { code: output.text, dynamicImports });
  }
  const sources = Object.keys(metafile.inputs).map((file) => path.resolve(LAMBDA_FOLDER, file));
  return { files, sources };
}
