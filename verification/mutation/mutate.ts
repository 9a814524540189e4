import { Stryker } from '@stryker-mutator/core';
import { programArguments } from '../../tools/program.ts';
import { CRITICAL, mutatedFiles } from './mutated-files.ts';
import { testsOfFile } from './tests-of-file.ts';

const USAGE = `Changes the code in one place at a time, with Stryker, and runs the tests of the changed file until one fails. Prints one
line per file, and each change that no test notices. Exits with 1 if the tests notice too few changes.

Usage: npm run mutate -- [FILE...]

  FILE     a file to change (default: all of core/ and lambda/)
  --help   show this help
`;

/** The percentage of mutants that the tests must detect. */
const AT_LEAST = { critical: 95, all: 85 };

type StrykerOptions = ConstructorParameters<typeof Stryker>[0];

interface Count {
  readonly noticed: number;
  readonly mutants: number;
}

async function mutate(file: string): Promise<Count> {
  const results = await new Stryker({
    mutate: [file],
    testRunner: 'jest',
    jest: { config: { testMatch: testsOfFile(file) } },
    coverageAnalysis: 'perTest',
    concurrency: 2,
    reporters: [],
    logLevel: 'error' as StrykerOptions['logLevel'],
    tempDirName: '.stryker-tmp',
    tsconfigFile: 'none: Stryker cannot read one with TypeScript 7',
    warnings: false,
  }).runMutationTest();
  for (const { status, location, mutatorName, replacement = '' } of results) {
    if (status === 'Survived' || status === 'NoCoverage') {
      const { line, column } = location.start;
      process.stdout.write(`  ${file}:${line}:${column} ${mutatorName}: ${replacement.trim()}\n`);
    }
  }
  const countOf = (...statuses: readonly string[]) =>
    results.filter(({ status }) => statuses.includes(status)).length;
  const noticed = countOf('Killed', 'Timeout');
  return { noticed, mutants: noticed + countOf('Survived', 'NoCoverage') };
}

function sum(counts: readonly Count[]): Count {
  return {
    noticed: counts.reduce((total, { noticed }) => total + noticed, 0),
    mutants: counts.reduce((total, { mutants }) => total + mutants, 0),
  };
}

/** @returns undefined for a file without code to mutate */
function line(name: string, { noticed, mutants }: Count): string {
  const score = ((100 * noticed) / mutants).toFixed(1);
  return mutants === 0 ? '' : `${name}: ${noticed} of ${mutants}, ${score} %\n`;
}

const { words: asked } = programArguments(USAGE, { takesWords: true });
const files = asked.length > 0 ? asked : mutatedFiles();
const counts = new Map<string, Count>();
for (const file of files) {
  const count = await mutate(file);
  counts.set(file, count);
  process.stdout.write(line(file, count));
}
const all = sum([...counts.values()]);
const critical = sum([...counts].filter(([file]) => CRITICAL.includes(file)).map(([, c]) => c));
process.stdout.write(line('\nall', all) + line('files that decide or redact', critical));
const isEnough = ({ noticed, mutants }: Count, atLeast: number) =>
  100 * noticed >= atLeast * mutants;
process.exitCode = isEnough(all, AT_LEAST.all) && isEnough(critical, AT_LEAST.critical) ? 0 : 1;
