import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'esbuild';

const S3_ENDPOINT = path.resolve(import.meta.dirname, '../src/storage/s3-endpoint.ts');

const NO_ZIP = path.resolve(import.meta.dirname, '../src/storage/no-zip.ts');

const RESOLVER = /^const endpointResolver = (?=\(options, apiInput\) => \{$)/gm;

const ROOT_PATH = /^ {4}url\.pathname = '\/';\n/gm;

const FOLDER_CHECK = /^const isPathFolder = async \(params\) => \{$/gm;

/** Changes of Amplify's modules, by the end of their path. Each must apply to exactly one module. */
const CHANGES: Readonly<Record<string, (source: string) => string>> = {
  's3data/base.mjs': withLocalS3,
  's3data/deleteObjects.mjs': withBucketInPath,
  'utils/isPathFolder.mjs': withoutGuess,
};

/** Adapts Amplify's S3 client and leaves the zip library out, which the page does not use. */
export function amplifyPlugin(): Plugin {
  const changed = new Set<string>();
  return {
    name: 'amplify',
    setup({ onEnd, onLoad, onResolve }) {
      onResolve({ filter: /^@zip\.js\/zip\.js$/ }, () => ({ path: NO_ZIP }));
      for (const [end, change] of Object.entries(CHANGES)) {
        const pattern = end.replaceAll('.', '\\.').replaceAll('/', '[/\\\\]');
        onLoad(
          { filter: new RegExp(`[/\\\\]storage[/\\\\]dist[/\\\\]esm[/\\\\].*${pattern}$`) },
          async (file) => {
            if (changed.has(end)) {
              throw new Error(`The page has two copies of ${end}.`);
            }
            changed.add(end);
            return { contents: change(await readFile(file.path, 'utf8')) };
          },
        );
      }
      onEnd(() => {
        const missing = Object.keys(CHANGES).filter((end) => !changed.has(end));
        if (missing.length > 0) {
          throw new Error(
            `Amplify no longer has these modules: ${missing.join(', ')}. Adapt the build.`,
          );
        }
      });
    },
  };
}

/**
 * Amplify's S3 client knows only Amazon S3, over https. This change wraps the function that makes the URL of a bucket, so that
 * the page that tests drive on a local AWS is the deployed one.
 *
 * @throws Error if the module does not declare the function exactly once
 */
export function withLocalS3(source: string): string {
  return [
    `import { orLocalS3 } from ${JSON.stringify(S3_ENDPOINT)};`,
    replaceOnce(source, RESOLVER, 'const amazonS3 = '),
    // A declared function exists before the lines above run, which already refer to it.
    'function endpointResolver(options, apiInput) { return orLocalS3(amazonS3)(options, apiInput); }',
  ].join('\n');
}

/**
 * Amplify sends the deletion of several objects to the root of S3, also if the bucket belongs into the path: for a bucket whose
 * name has dots, and for a local S3.
 *
 * @throws Error if the module does not set the path exactly once
 */
export function withBucketInPath(source: string): string {
  return replaceOnce(source, ROOT_PATH, '');
}

/**
 * Amplify takes the file `notes` for a folder if there are keys that begin with `notes/`. To delete the file, it would delete
 * the folder and keep the file. With this change only a key that ends in a slash is a folder.
 *
 * @throws Error if the module does not declare the function exactly once
 */
export function withoutGuess(source: string): string {
  return replaceOnce(
    source,
    FOLDER_CHECK,
    'const isPathFolder = async (params) => {\n    return params.key.endsWith("/");',
  );
}

function replaceOnce(source: string, pattern: RegExp, replacement: string): string {
  const found = source.match(pattern)?.length ?? 0;
  if (found !== 1) {
    throw new Error(
      `Amplify's S3 client has ${found} matches of ${pattern.source}, not one. Adapt the build to its new version.`,
    );
  }
  return source.replace(pattern, replacement);
}
