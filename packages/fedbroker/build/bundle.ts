import { appendFile, chmod } from 'node:fs/promises';
import path from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import manifest from '../package.json' with { type: 'json' };
import { thirdPartyNotices } from './notices.ts';

/**
 * The file is an ES module, because the package is one. The bundled code is CommonJS, because `require` loads a module of Node.js
 * only when it is needed. An ES module would load all of them at its start, which takes longer.
 */
const HEAD = `#!/usr/bin/env node
const require = process.getBuiltinModule('module').createRequire(import.meta.url);`;

const OPTIONS = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  minify: true,
  metafile: true,
  alias: Object.fromEntries(
    ['debug', 'proxy-agent-negotiate'].map((name) => [
      name,
      path.join(import.meta.dirname, 'nothing.ts'),
    ]),
  ),
  // esbuild removes unused code from the SDK's ES modules, but not from its CommonJS files.
  mainFields: ['module', 'main'],
} as const satisfies BuildOptions;

/** Bundles the client into one executable file. */
export async function bundleClient(outfile: string): Promise<void> {
  const libraryInputs: string[] = [];
  const { metafile } = await build({
    ...OPTIONS,
    entryPoints: [path.join(import.meta.dirname, '../src/main.ts')],
    outfile,
    define: { FEDBROKER_VERSION: JSON.stringify(manifest.version) },
    banner: { js: HEAD },
    plugins: [librariesAsText(libraryInputs)],
  });
  await appendFile(outfile, thirdPartyNotices([...Object.keys(metafile.inputs), ...libraryInputs]));
  await chmod(outfile, 0o755);
}

/**
 * Inserts `aws-sdk.ts` and `openid.ts` as text, which Node.js compiles only when they are imported.
 *
 * @param inputs receives the files that the text was built from
 */
function librariesAsText(inputs: string[]): Plugin {
  return {
    name: 'libraries-as-text',
    setup({ onResolve, onLoad }) {
      const namespace = 'text';
      // Its own namespace places it outside this package of ES modules, so it may be CommonJS.
      onResolve({ filter: /\/(?:aws-sdk|openid)\.ts$/ }, ({ path: file, resolveDir }) => ({
        path: path.join(resolveDir, file),
        namespace,
      }));
      onLoad({ filter: /./, namespace }, async ({ path: entry }) => {
        const { outputFiles, metafile } = await build({
          ...OPTIONS,
          entryPoints: [entry],
          write: false,
          // `import()` does not work in code that is compiled from text.
          supported: { 'dynamic-import': false },
        });
        inputs.push(...Object.keys(metafile.inputs));
        const text = JSON.stringify(outputFiles[0]?.text);
        return { contents: `new Function('module', 'require', ${text})(module, require);` };
      });
    },
  };
}
