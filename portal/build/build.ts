import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { amplifyPlugin } from './amplify-plugin.ts';

const SOURCES = path.resolve(import.meta.dirname, '../src');

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** How esbuild marks a module that its package leaves out in browsers. Nothing of it is in the output. */
const LEFT_OUT = '(disabled):';

/** 64 bits. */
const HASH_CHARACTERS = 16;

/** A file of the portal, before compression. */
export interface PortalFile {
  readonly name: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}

export interface PortalBuild {
  readonly files: readonly PortalFile[];
  /** Absolute paths of the source files. */
  readonly sources: readonly string[];
}

/** Builds the web page. The names of its files, except `index.html`, contain a hash of the content. */
export async function buildPortal(): Promise<readonly PortalFile[]> {
  const { files } = await buildPortalWithSources();
  return files;
}

export async function buildPortalWithSources(): Promise<PortalBuild> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: SOURCES,
    entryPoints: { app: 'main.tsx' },
    outdir: 'portal',
    write: false,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    minify: true,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    metafile: true,
    plugins: [amplifyPlugin()],
    logLevel: 'warning',
  });
  const files = outputFiles.map((file) => portalFile(path.basename(file.path), file.contents));
  return {
    files: [await indexPage(files.map(({ name }) => name)), ...files],
    sources: Object.keys(metafile.inputs)
      .filter((file) => !file.startsWith(LEFT_OUT))
      .map((file) => path.resolve(SOURCES, file)),
  };
}

async function indexPage(names: readonly string[]): Promise<PortalFile> {
  const source = await readFile(path.join(SOURCES, 'index.html'), 'utf8');
  const page = source.replaceAll(/(?<=\/portal\/)app\.(?:js|css)/g, (plainName) => {
    const extension = path.extname(plainName);
    const name = names.find((each) => path.extname(each) === extension);
    if (name === undefined) {
      throw new Error(`index.html names ${plainName}, which the build did not make.`);
    }
    return name;
  });
  return { name: 'index.html', contentType: 'text/html; charset=utf-8', body: Buffer.from(page) };
}

/** The hash is of the content alone. That of esbuild would also depend on the paths of the sources. */
function portalFile(plainName: string, body: Uint8Array): PortalFile {
  const { name, ext } = path.parse(plainName);
  const contentType = CONTENT_TYPES[ext];
  if (contentType === undefined) {
    throw new Error(`The build made ${plainName}, whose content type is unknown.`);
  }
  const hash = createHash('sha256').update(body).digest('hex').slice(0, HASH_CHARACTERS);
  return { name: `${name}-${hash}${ext}`, contentType, body };
}
