import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { bundleAll } from '../../lambda/bundle/bundle.ts';
import { packedPortal } from '../../lambda/bundle/packed-portal.ts';
import { PORTAL_FILES_FILE } from '../../lambda/environment.ts';
import { FUNCTION_ENTRIES } from '../../lib/function-builds.ts';
import { builtFolderOf, FILE_MODE, FOLDER_MODE } from '../../lib/function-code.ts';
import { buildPortalWithSources } from '../../portal/build/build.ts';
import { programArguments } from '../program.ts';
import { emitDeclarations } from './declarations.ts';
import { thirdPartyLicenses } from './third-party-licenses.ts';

const USAGE = `Writes dist/, which is all code of the npm package: the library, its types, the commands and the functions.

Usage: npm run build:package
`;

const ROOT = path.resolve(import.meta.dirname, '../..');
const DIST = path.join(ROOT, 'dist');
const COMMAND = path.join(DIST, 'federation-broker.mjs');

const OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  // Bundle the ES modules of dependencies. esbuild cannot follow how the CommonJS code of some of them, such as jsonc-parser,
  // loads its parts.
  mainFields: ['module', 'main'],
  // The consumer's app provides these packages. Objects from two copies of the CDK do not work together.
  external: ['aws-cdk-lib', 'constructs'],
  logLevel: 'warning',
} as const satisfies BuildOptions;

/**
 * Makes `dist/`, which is all code of the npm package: the library, its types and the bundled functions. The library
 * is CommonJS, because an app that `cdk init` creates cannot load an ES module. Its jest does not support that, and
 * neither does TypeScript with `module: node16`.
 */
async function main(): Promise<void> {
  programArguments(USAGE);
  rmSync(DIST, { recursive: true, force: true });
  mkdirSync(path.join(DIST, 'functions'), { recursive: true });
  // The repository's package.json says that .js files are ES modules.
  writeFileSync(path.join(DIST, 'package.json'), '{ "type": "commonjs" }\n');
  emitDeclarations(path.join(DIST, 'types'), 'lib/index.d.ts');
  const sources = await Promise.all([
    buildLibrary(),
    buildCommand(),
    buildFunctions(),
    buildPortalFiles(),
  ]);
  writeFileSync(path.join(DIST, 'THIRD-PARTY-LICENSES.txt'), thirdPartyLicenses(sources.flat()));
  setModes();
}

/** npm packs each file with its file mode. A strict umask would remove permissions from the packed files. */
function setModes(): void {
  chmodSync(DIST, FOLDER_MODE);
  for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
    const mode = entry.isDirectory() ? FOLDER_MODE : FILE_MODE;
    chmodSync(path.join(entry.parentPath, entry.name), mode);
  }
  chmodSync(COMMAND, 0o755);
}

/** Returns the paths of the source files, as the two functions below do. */
function buildLibrary(): Promise<readonly string[]> {
  return buildBundle({
    entryPoints: ['lib/index.ts'],
    outfile: path.join(DIST, 'index.js'),
    format: 'cjs',
    define: { 'import.meta.dirname': '__dirname', 'import.meta.url': '__filename' },
  });
}

/**
 * Builds the command as an ES module, although dist/package.json declares CommonJS. This is safe, because no program imports
 * the command. It contains the local AWS.
 */
async function buildCommand(): Promise<readonly string[]> {
  const sources = await buildBundle({
    entryPoints: ['tools/federation-broker.ts'],
    outfile: COMMAND,
    format: 'esm',
    // The CommonJS code of some dependencies, such as yaml, calls `require` for modules of Node.js.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module';\nconst require = requireOf(import.meta.url);",
    },
  });
  // The local AWS runs each function in a separate process. These files start that process.
  cpSync(path.join(ROOT, 'packages/local-aws/src/lambda/runtime'), path.join(DIST, 'runtime'), {
    recursive: true,
  });
  return sources;
}

async function buildFunctions(): Promise<readonly string[]> {
  const { files, sources } = await bundleAll(FUNCTION_ENTRIES);
  for (const entry of FUNCTION_ENTRIES) {
    const folder = path.join(DIST, 'functions', builtFolderOf(entry));
    mkdirSync(folder);
    for (const [name, code] of Object.entries(files.get(entry) ?? {})) {
      writeFileSync(path.join(folder, name), code);
    }
  }
  return sources;
}

async function buildPortalFiles(): Promise<readonly string[]> {
  const { files, sources } = await buildPortalWithSources();
  writeFileSync(
    path.join(DIST, 'functions', PORTAL_FILES_FILE),
    JSON.stringify(packedPortal(files)),
  );
  return sources;
}

async function buildBundle(options: BuildOptions): Promise<readonly string[]> {
  const { metafile } = await build({ ...OPTIONS, ...options, metafile: true });
  return Object.keys(metafile.inputs).map((file) => path.resolve(ROOT, file));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
