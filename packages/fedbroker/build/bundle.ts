import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import manifest from '../package.json' with { type: 'json' };

/**
 * The package is one of ES modules, and so is the file; inside it is CommonJS, whose `require` loads modules of Node.js
 * when they are needed, where an ES module would load them all at its start.
 */
const HEAD = `#!/usr/bin/env node
const require = process.getBuiltinModule('module').createRequire(import.meta.url);`;

const OPTIONS = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  minify: true,
  // The SDK's ES modules leave out what nothing uses; its CommonJS builds cannot.
  mainFields: ['module', 'main'],
} as const satisfies BuildOptions;

/** Puts `aws-sdk.ts` into the file as text, which costs next to nothing until its first import compiles it. */
const SDK_AS_TEXT: Plugin = {
  name: 'sdk-as-text',
  setup({ onResolve, onLoad }) {
    const namespace = 'text';
    // In a namespace of its own it is no file of this package of ES modules, and may be CommonJS.
    onResolve({ filter: /\/aws-sdk\.ts$/ }, ({ path: file, resolveDir }) => ({
      path: path.join(resolveDir, file),
      namespace,
    }));
    onLoad({ filter: /./, namespace }, async ({ path: entry }) => {
      const { outputFiles } = await build({
        ...OPTIONS,
        entryPoints: [entry],
        write: false,
        // Code that comes from text has no place for `import()` to start from.
        supported: { 'dynamic-import': false },
      });
      const text = JSON.stringify(outputFiles[0]?.text);
      return { contents: `new Function('module', 'require', ${text})(module, require);` };
    });
  },
};

/** Makes the client one executable file. */
export async function bundleClient(outfile: string): Promise<void> {
  await build({
    ...OPTIONS,
    entryPoints: [path.join(import.meta.dirname, '../src/main.ts')],
    outfile,
    define: { FEDBROKER_VERSION: JSON.stringify(manifest.version) },
    banner: { js: HEAD },
    plugins: [SDK_AS_TEXT],
  });
  await chmod(outfile, 0o755);
}
