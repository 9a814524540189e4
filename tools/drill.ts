import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { rehearseStolenLaptop } from './local/stolen-laptop.ts';
import { programArguments, runProgram } from './program.ts';
import { withTemporaryFolder } from './temporary-folder.ts';

const run = promisify(execFile);

const USAGE = `Rehearses what to do about a stolen laptop, on this machine, with a copy of the sample deployment: npm run revoke
and one deployment end a live session. Exits with 1 when a step does not have the expected outcome.

Usage: npm run drill
`;

async function main(): Promise<void> {
  programArguments(USAGE);
  await withTemporaryFolder(async (folder) => {
    cpSync('sample', folder, { recursive: true });
    const configurationPath = path.join(folder, 'federation-broker.json');
    const failures = await rehearseStolenLaptop({
      configurationPath,
      revoke: (...args) =>
        run('npm', [
          ...['run', '--silent', 'revoke', '--', ...args],
          ...['--config', configurationPath],
        ]).then(
          () => 'done',
          ({ stderr }: { stderr: string }) => (stderr.includes('whole name') ? 'refused' : stderr),
        ),
      print: (line) => console.log(line),
    });
    process.exitCode = failures === 0 ? 0 : 1;
  });
}

await runProgram(main);
