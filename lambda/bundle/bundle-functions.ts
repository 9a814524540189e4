import { buildSources } from './build-sources.ts';
import { bundleWithSources } from './bundle.ts';

/** Bundles the files in the arguments and writes them as one JSON object, from file name to code. */
const entries = process.argv.slice(2);
const bundles = await Promise.all(entries.map(bundleWithSources));
const codes = entries.map((entry, index) => [entry, bundles[index]?.code]);
process.stdout.write(
  JSON.stringify({
    output: JSON.stringify(Object.fromEntries(codes)),
    sources: [...bundles.flatMap(({ sources }) => sources), ...buildSources(import.meta.dirname)],
  }),
);
