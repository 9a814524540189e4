import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { bundle, MAIN_FILE } from '../../lambda/bundle/bundle.ts';
import { GRANTS_FILE } from '../../lambda/environment.ts';
import { grantsOfRoles } from './requests.ts';

/**
 * The programs whose cold starts are compared: the deployed bundle of the broker function, the same code bundled with the
 * CDK's default options (`twin`), a minimal program that issues credentials (`floor`), and an empty program.
 */
export const COLD_STARTS = ['broker', 'twin', 'floor', 'empty'] as const;

export type ColdStart = (typeof COLD_STARTS)[number];

/** Paths of folders that each contain an `index.js`, as Lambda unpacks a function's code. */
export type Bundles = Readonly<
  Record<ColdStart | 'cold' | 'warm' | 'listings' | 'matching', string>
> & { readonly brokerBytes: number; readonly twinBytes: number };

const BENCH = import.meta.dirname;
const LAMBDA = path.resolve(BENCH, '../../lambda');
const BROKER = path.join(LAMBDA, 'broker.ts');

/** Functions usually load all of their code at the start. So the twin has a static import of what the broker imports later. */
const TWIN = "import './adapters/s3-client.ts'; export { handler } from './broker.ts';";

/** The options that `NodejsFunction` gives esbuild with `bundleAwsSDK: true`. */
const DEFAULTS = { bundle: true, platform: 'node', target: 'node24', format: 'cjs' } as const;

/** Builds the benchmark programs outside the repository, because the repository's package.json would make them ES modules. */
export async function buildBundles(folder: string): Promise<Bundles> {
  const grants = JSON.stringify(grantsOfRoles(10));
  const write = (name: string, files: Readonly<Record<string, string>>): string => {
    const place = path.join(folder, name);
    mkdirSync(place);
    for (const [file, content] of Object.entries({ ...files, [GRANTS_FILE]: grants })) {
      writeFileSync(path.join(place, file), content);
    }
    return place;
  };
  const slim = async (name: string, file: string) => {
    const { files } = await bundle(path.join(BENCH, file));
    return write(name, files);
  };
  const broker = (await bundle(BROKER)).files;
  const stdin = { contents: TWIN, resolveDir: LAMBDA };
  const [twin] = buildSync({ ...DEFAULTS, stdin, write: false }).outputFiles;
  if (twin === undefined) {
    throw new Error('esbuild wrote no bundle with the options of the CDK.');
  }
  return {
    broker: write('broker', broker),
    brokerBytes: Buffer.byteLength(broker[MAIN_FILE] ?? ''),
    twin: write('twin', { [MAIN_FILE]: twin.text }),
    twinBytes: twin.contents.length,
    floor: await slim('floor', 'floor.ts'),
    empty: await slim('empty', 'empty.ts'),
    cold: await slim('cold', 'children/cold.ts'),
    warm: await slim('warm', 'children/warm.ts'),
    listings: await slim('listings', 'children/listings.ts'),
    matching: await slim('matching', 'children/matching.ts'),
  };
}
