import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { bundle } from '../../lambda/bundle/bundle.ts';
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
const BROKER = path.resolve(BENCH, '../../lambda/broker.ts');

/** The options that `NodejsFunction` gives esbuild with `bundleAwsSDK: true`. */
const DEFAULTS = { bundle: true, platform: 'node', target: 'node24', format: 'cjs' } as const;

/** Builds the benchmark programs outside the repository, because the repository's package.json would make them ES modules. */
export async function buildBundles(folder: string): Promise<Bundles> {
  const grants = JSON.stringify(grantsOfRoles(10));
  const write = (name: string, code: string): string => {
    const place = path.join(folder, name);
    mkdirSync(place);
    writeFileSync(path.join(place, 'index.js'), code);
    writeFileSync(path.join(place, GRANTS_FILE), grants);
    return place;
  };
  const slim = async (name: string, file: string) =>
    write(name, await bundle(path.join(BENCH, file)));
  const broker = await bundle(BROKER);
  const [twin] = buildSync({ ...DEFAULTS, entryPoints: [BROKER], write: false }).outputFiles;
  if (twin === undefined) {
    throw new Error('esbuild wrote no bundle with the options of the CDK.');
  }
  return {
    broker: write('broker', broker),
    brokerBytes: Buffer.byteLength(broker),
    twin: write('twin', twin.text),
    twinBytes: twin.contents.length,
    floor: await slim('floor', 'floor.ts'),
    empty: await slim('empty', 'empty.ts'),
    cold: await slim('cold', 'children/cold.ts'),
    warm: await slim('warm', 'children/warm.ts'),
    listings: await slim('listings', 'children/listings.ts'),
    matching: await slim('matching', 'children/matching.ts'),
  };
}
