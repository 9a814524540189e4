import { bundle } from './bundle.ts';

/** Bundles the files in the arguments and writes them as one JSON object, from file name to code. */
const entries = process.argv.slice(2);
const bundles = await Promise.all(entries.map(async (entry) => [entry, await bundle(entry)]));
process.stdout.write(JSON.stringify(Object.fromEntries(bundles)));
