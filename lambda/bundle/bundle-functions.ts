import { buildSources } from './build-sources.ts';
import { bundleAll } from './bundle.ts';

/** Bundles the source files in the arguments. Prints a `Build`, whose output maps each source file to the files of its bundle. */
const entries = process.argv.slice(2);
const { files, sources } = await bundleAll(entries);
process.stdout.write(
  JSON.stringify({
    output: JSON.stringify(Object.fromEntries(files)),
    sources: [...sources, ...buildSources(import.meta.dirname)],
  }),
);
