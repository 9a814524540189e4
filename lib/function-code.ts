import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AssetHashType } from 'aws-cdk-lib';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';

const LAMBDA_FOLDER = path.resolve(import.meta.dirname, '../lambda');

const ENTRIES = ['broker.ts', 'rotate-access-key.ts', 'delete-access-keys.ts'] as const;

type Entry = (typeof ENTRIES)[number];

/** Of all bundles together. */
const OUTPUT_MAX_BYTES = 64 * 1024 * 1024;

export const RUNTIME = Runtime.NODEJS_24_X;

/**
 * A function's code: one file of `lambda/` as `lambda/bundle/bundle.ts` bundles it.
 *
 * @param entry the file's name
 * @param files more files for the function's folder: name to content
 */
export function functionCode(entry: Entry, files: Readonly<Record<string, string>> = {}): Code {
  return Code.fromAsset(LAMBDA_FOLDER, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Asked for by the type, used by nobody: the local bundler below never declines.
      image: RUNTIME.bundlingImage,
      // Never run; bundles of one folder are one asset to the CDK unless this tells them apart.
      command: ['esbuild', entry, ...Object.values(files)],
      local: {
        tryBundle(outputFolder) {
          writeFileSync(path.join(outputFolder, 'index.js'), bundles()[entry]);
          for (const [name, content] of Object.entries(files)) {
            writeFileSync(path.join(outputFolder, name), content);
          }
          return true;
        },
      },
    },
  });
}

let built: Readonly<Record<Entry, string>> | undefined;

/** All functions at once, and once a process: the CDK's bundlers are synchronous, esbuild's plugins are not. */
function bundles(): Readonly<Record<Entry, string>> {
  built ??= bundleInChildProcess();
  return built;
}

function bundleInChildProcess(): Readonly<Record<Entry, string>> {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const program = path.join(LAMBDA_FOLDER, 'bundle/bundle-functions.ts');
  const { status, error, stdout } = spawnSync(
    process.execPath,
    ['--import', tsx, program, ...ENTRIES],
    { encoding: 'utf8', maxBuffer: OUTPUT_MAX_BYTES, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0) {
    throw new Error('The functions could not be bundled; what is wrong is said above.', {
      cause: error,
    });
  }
  return JSON.parse(stdout);
}
