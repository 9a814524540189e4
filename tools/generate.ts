import { staleFiles, writeGeneratedFiles } from './generate/generated-files.ts';
import { programArguments } from './program.ts';

const USAGE = `Writes the files that are generated from the code: the JSON Schemas, docs/openapi.json and docs/trial-claims.md.

Usage: npm run generate -- [options]

  --check   write nothing, and exit with 1 if a file is stale
  --help    show this help
`;

const { flags } = programArguments(USAGE, { flags: ['check'] });
if (flags.has('check')) {
  for (const file of staleFiles()) {
    console.error(`${file} is stale. Run npm run generate.`);
    process.exitCode = 1;
  }
} else {
  for (const file of writeGeneratedFiles()) {
    console.log(`Wrote ${file}.`);
  }
}
