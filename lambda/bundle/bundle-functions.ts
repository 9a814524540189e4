import { buildSources } from './build-sources.ts';
import { bundle } from './bundle.ts';

/** Bundles the source files in the arguments. Prints a `Build`, whose output maps each source file to the files of its bundle. */
const entries = process.argv.slice(2);
const bundles = await Promise.all(entries.map(bundle));
const files = entries.map((entry, index) => [entry, bundles[index]?.files]);
process.stdout.write(
  JSON.stringify({
    output: JSON.stringify(Object.fromEntries(files)),
    sources: [...bundles.flatMap(({ sources }) => sources), ...buildSources(import.meta.dirname)],
  }),
);
