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

/**
 * Bundles one file of `lambda/` with all of its imports. The bundle includes the AWS SDK, so that the version in the lock file
 * runs in Lambda.
 *
 * A cold start takes longer with more code. `docs/performance.md` says what each step here saves, and
 * `test/lambda/bundle.test.ts` fails if an update of the SDK breaks one.
 *
 * @param entry the file's name, `broker.ts`
 * @returns a CommonJS module, the same text for the same sources
 */
export async function bundle(entry: string): Promise<string> {
  const { code } = await bundleWithSources(entry);
  return code;
}

export interface Bundle {
  readonly code: string;
  /** Absolute paths of the source files in the bundle. */
  readonly sources: readonly string[];
}

export async function bundleWithSources(entry: string): Promise<Bundle> {
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
    // import() of node:http would start Node's loader of ES modules, which takes time. require() does not.
    supported: { 'dynamic-import': false },
    plugins: [ONLY_VERSIONS, LITERAL_SCHEMA_KEYS, NO_SCHEMAS],
  });
  const [output] = outputFiles;
  if (output === undefined) {
    throw new Error(`esbuild produced no output for ${entry}.`);
  }
  return {
    code: output.text,
    sources: Object.keys(metafile.inputs).map((file) => path.resolve(LAMBDA_FOLDER, file)),
  };
}
