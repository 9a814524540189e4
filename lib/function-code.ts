import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { AssetHashType } from 'aws-cdk-lib';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

const LAMBDA_FOLDER = path.resolve(import.meta.dirname, '../lambda');

export const RUNTIME = Runtime.NODEJS_24_X;

/**
 * Bundles one file of `lambda/` with all that it imports, the AWS SDK included, so that what runs is what the lock file pins.
 *
 * @param entry the file's name, `broker.ts`
 * @param files more files for the function's folder: name to content
 */
export function functionCode(entry: string, files: Readonly<Record<string, string>> = {}): Code {
  return Code.fromAsset(LAMBDA_FOLDER, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Asked for by the type, used by nobody: the local bundler below never declines.
      image: RUNTIME.bundlingImage,
      // Never run; bundles of one folder are one asset to the CDK unless this tells them apart.
      command: ['esbuild', entry, ...Object.values(files)],
      local: {
        tryBundle(outputFolder) {
          buildSync({
            entryPoints: [path.join(LAMBDA_FOLDER, entry)],
            outfile: path.join(outputFolder, 'index.js'),
            bundle: true,
            platform: 'node',
            target: 'node24',
            format: 'cjs',
            minify: true,
            // The SDK's ES modules leave out what nothing uses; its CommonJS builds cannot.
            mainFields: ['module', 'main'],
          });
          for (const [name, content] of Object.entries(files)) {
            writeFileSync(path.join(outputFolder, name), content);
          }
          return true;
        },
      },
    },
  });
}
