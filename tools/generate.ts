import { staleFiles, writeGeneratedFiles } from './generate/generated-files.ts';

/** Writes the files that are generated from the code. With `--check`, fails if one of them is stale and writes nothing. */
if (process.argv.includes('--check')) {
  for (const file of staleFiles()) {
    console.error(`${file} is stale. Run npm run generate.`);
    process.exitCode = 1;
  }
} else {
  for (const file of writeGeneratedFiles()) {
    console.log(`Wrote ${file}.`);
  }
}
