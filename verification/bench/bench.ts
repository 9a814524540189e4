import { cpus } from 'node:os';
import { programArguments, runProgram } from '../../tools/program.ts';
import { withTemporaryFolder } from '../../tools/temporary-folder.ts';
import { startEndpoint } from './endpoint-process.ts';
import { exitCodeOf, type Verdict, verdictOf } from './figure.ts';
import { measure } from './measure.ts';
import { nodeForBench } from './node.ts';
import type { Bed, Prepared, Subject } from './subject.ts';
import { browser } from './subjects/browser.ts';
import { client } from './subjects/client.ts';
import { cold } from './subjects/cold.ts';
import { listings } from './subjects/listings.ts';
import { matching } from './subjects/matching.ts';
import { parts } from './subjects/parts.ts';
import { portal } from './subjects/portal.ts';
import { start } from './subjects/start.ts';
import { upload } from './subjects/upload.ts';
import { warm } from './subjects/warm.ts';
import { figuresTable, rawTable } from './table.ts';

const SUBJECTS: readonly Subject[] = [
  cold,
  warm,
  parts,
  listings,
  matching,
  client,
  portal,
  browser,
  start,
  upload,
];

const USAGE = `Prints the figures of docs/performance.md. Exits with 1 if a figure is over its budget, and otherwise with 2 if the bench
cannot tell of a figure, or this machine cannot measure a subject.

Usage: npm run bench -- [SUBJECT...]

The subjects (default: all):
${SUBJECTS.map(({ name, summary }) => `  ${name.padEnd(9)}${summary}`).join('\n')}
`;

await runProgram(async () => {
  const { words } = programArguments(USAGE, { takesWords: true });
  const subjects = chosenSubjects(words);
  await withTemporaryFolder(async (folder) => {
    const endpoint = await startEndpoint();
    try {
      const node = nodeForBench(folder);
      const suffix = node.isLambdaVersion ? '' : ' (npm could not install Node.js 24)';
      console.log(`Node.js ${node.version}${suffix}, ${cpus().length} processors\n`);
      await runBench(subjects, { folder, node: node.file, endpoint: endpoint.url });
    } finally {
      endpoint.close();
    }
  });
});

function chosenSubjects(words: readonly string[]): readonly Subject[] {
  const unknown = words.find((word) => !SUBJECTS.some(({ name }) => name === word));
  if (unknown !== undefined) {
    const names = SUBJECTS.map(({ name }) => name).join(', ');
    throw new Error(`There is no subject ${unknown}: name one of ${names}`);
  }
  return SUBJECTS.filter(({ name }) => words.length === 0 || words.includes(name));
}

async function runBench(subjects: readonly Subject[], bed: Bed): Promise<void> {
  const ready: Prepared[] = [];
  const reasons: string[] = [];
  try {
    for (const { name, prepare } of subjects) {
      const outcome = await prepare(bed);
      if (typeof outcome === 'string') {
        reasons.push(`Not measured: ${name}. ${outcome}`);
      } else {
        ready.push(outcome);
      }
    }
    await measure(ready);
  } finally {
    for (const { close } of ready) {
      await close();
    }
  }
  const figures = ready.flatMap((subject) => subject.figures());
  const tables = [figuresTable(figures), rawTable(ready.map((subject) => subject.measured()))];
  console.log([...tables, ...reasons].join('\n\n'));
  const unmeasured = reasons.map((): Verdict => 'cannot tell');
  process.exitCode = exitCodeOf([...figures.map(verdictOf), ...unmeasured]);
}
