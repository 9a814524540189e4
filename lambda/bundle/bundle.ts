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
  const files: Record<string, string> = {};
  const sources: string[] = [];
  const entries = new Map([[MAIN_FILE, entry]]);
  // The loop also visits the entries that it adds.
  for (const [name, file] of entries) {
    const built = await bundleFile(file);
    files[name] = built.code;
    sources.push(...built.sources);
    for (const imported of built.dynamicImports) {
      entries.set(fileNameOf(imported), imported);
    }
  }
  return { files, sources };
}

function fileNameOf(source: string): string {
  return `${path.parse(source).name}.js`;
}

/** Keeps files that are imported with `import()` out of the importing file, and collects their paths. */
function separateFiles(dynamicImports: string[]): Plugin {
  return {
    name: 'separate-files',
    setup({ onResolve }) {
      onResolve({ filter: /^\..*\.ts$/ }, ({ kind, path: imported, resolveDir }) => {
        if (kind !== 'dynamic-import' || resolveDir.includes('node_modules')) {
          return undefined;
        }
        dynamicImports.push(path.resolve(resolveDir, imported));
        return { path: `./${fileNameOf(imported)}`, external: true };
      });
    },
  };
}

interface BundledFile {
  readonly code: string;
  readonly sources: readonly string[];
  readonly dynamicImports: readonly string[];
}

async function bundleFile(entry: string): Promise<BundledFile> {
  const dynamicImports: string[] = [];
  const { outputFiles, metafile } = await build({
    absWorkingDir: LAMBDA_FOLDER,
    entryPoints: [entry],
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
      separateFiles(dynamicImports),
    ],
  });
  const [output] = outputFiles;
  if (output === undefined) {
    throw new Error(`esbuild produced no output for ${entry}.`);
  }
  return {
    code: output.text,
    sources: Object.keys(metafile.inputs).map((file) => path.resolve(LAMBDA_FOLDER, file)),
    dynamicImports,
  };
}
