import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { bundle } from '../../lambda/bundle/bundle.ts';
import { builtFileOf, FUNCTION_ENTRIES } from '../../lib/function-code.ts';
import { emitDeclarations } from './declarations.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const DIST = path.join(ROOT, 'dist');

const OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  // A CommonJS dependency may load its parts in ways that a bundle cannot follow, as that of jsonc-parser does.
  mainFields: ['module', 'main'],
  // The consumer's own copies: two copies of the CDK do not fit together.
  external: ['aws-cdk-lib', 'constructs'],
  logLevel: 'warning',
} as const satisfies BuildOptions;

/**
 * Makes `dist/`, which is all code of the npm package: the library, its types and the bundled functions. The library is
 * CommonJS, because the jest and the `module: node16` of an app that `cdk init` makes load no ES module by `require`.
 */
async function main(): Promise<void> {
  rmSync(DIST, { recursive: true, force: true });
  mkdirSync(path.join(DIST, 'functions'), { recursive: true });
  // The repository's package.json says that .js files are ES modules.
  writeFileSync(path.join(DIST, 'package.json'), '{ "type": "commonjs" }\n');
  emitDeclarations(path.join(DIST, 'types'), 'lib/index.d.ts');
  await Promise.all([buildLibrary(), ...FUNCTION_ENTRIES.map(buildFunction)]);
}

async function buildLibrary(): Promise<void> {
  await build({
    ...OPTIONS,
    entryPoints: ['lib/index.ts'],
    outfile: path.join(DIST, 'index.js'),
    format: 'cjs',
    define: { 'import.meta.dirname': '__dirname', 'import.meta.url': '__filename' },
  });
}

async function buildFunction(entry: (typeof FUNCTION_ENTRIES)[number]): Promise<void> {
  writeFileSync(path.join(DIST, 'functions', builtFileOf(entry)), await bundle(entry));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
