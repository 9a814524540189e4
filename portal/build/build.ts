import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { amplifyPlugin } from './amplify-plugin.ts';

const SOURCES = path.resolve(import.meta.dirname, '../src');

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

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
    entryNames: '[name]-[hash]',
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
    sources: Object.keys(metafile.inputs).map((file) => path.resolve(SOURCES, file)),
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

function portalFile(name: string, body: Uint8Array): PortalFile {
  const contentType = CONTENT_TYPES[path.extname(name)];
  if (contentType === undefined) {
    throw new Error(`The build made ${name}, whose content type is unknown.`);
  }
  return { name, contentType, body };
}
