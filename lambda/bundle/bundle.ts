import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { literalSchemaKeys } from './literal-schema-keys.ts';

const LAMBDA_FOLDER = path.resolve(import.meta.dirname, '..');

/** Of `package.json` the clients read the version, which they tell AWS. */
const VERSIONS_ALONE: Plugin = {
  name: 'versions-alone',
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
 * Bundles one file of `lambda/` with all that it imports, the AWS SDK included, so that what runs is what the lock file pins.
 *
 * What a cold start costs is mostly the code that it loads: `docs/performance.md` says what each step here saves, and
 * `test/lambda/bundle.test.ts` fails where an update of the SDK breaks one.
 *
 * @param entry the file's name, `broker.ts`
 * @returns a CommonJS module, the same text for the same sources
 */
export async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: LAMBDA_FOLDER,
    entryPoints: [entry],
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    // The SDK's ES modules leave out what nothing uses; its CommonJS builds cannot.
    mainFields: ['module', 'main'],
    alias: {
      '@aws-sdk/credential-provider-node': path.join(
        import.meta.dirname,
        'environment-credentials.ts',
      ),
      '@smithy/core/event-streams': path.join(import.meta.dirname, 'no-event-streams.ts'),
    },
    // import() of node:http would start the loader of ES modules for it; require() does not.
    supported: { 'dynamic-import': false },
    plugins: [VERSIONS_ALONE, LITERAL_SCHEMA_KEYS, NO_SCHEMAS],
  });
  const [output] = outputFiles;
  if (output === undefined) {
    throw new Error(`esbuild made nothing of ${entry}.`);
  }
  return output.text;
}
