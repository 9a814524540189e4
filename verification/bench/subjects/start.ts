import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { synthesize } from '../../../tools/cdk-cli.ts';
import { repositoryFiles } from '../../documents/documents.ts';
import { ratio } from '../figure.ts';
import { shuffled } from '../shuffled.ts';
import { prepared, type Subject } from '../subject.ts';

/** The fewest rounds for which a range has limits. A round takes about 20 seconds. */
const ROUNDS = 6;

/** What `npm start` runs by default. */
const CONFIGURATION = 'sample/federation-broker.json';

/** What a start, a synthesis or a build of the client keeps for later runs. */
const KEPT = ['.local', 'node_modules/.cache', 'packages/fedbroker/dist'];

/** The first command that `npm start` prints for another terminal. */
const FIRST_COMMAND = /^== Try it as a role$[\s\S]*?^ {2}(curl .*)$/m;

const START_MAX_MILLISECONDS = 180_000;

export const start: Subject = {
  name: 'start',
  summary: '`npm start` until its commands work, in a copy of this folder',
  prepare: async ({ folder: parent }) => {
    const folder = path.join(parent, 'start');
    copyRepository(folder);
    const forget = () => {
      for (const kept of KEPT) {
        rmSync(path.join(folder, kept), { recursive: true, force: true });
      }
    };
    const starts = async () => ({
      first: await startMilliseconds(folder),
      second: await startMilliseconds(folder),
    });
    return prepared({
      rounds: ROUNDS,
      round: async () => {
        const milliseconds = { first: Number.NaN, second: Number.NaN, synth: Number.NaN };
        for (const program of shuffled(['npm start', 'cdk synth'])) {
          forget();
          if (program === 'npm start') {
            Object.assign(milliseconds, await starts());
          } else {
            milliseconds.synth = await synthMilliseconds(folder);
          }
        }
        return { start: milliseconds };
      },
      figures: (rounds) => [
        {
          name: 'first `npm start` until its commands work ÷ `cdk synth`',
          samples: rounds.map(({ start }) => ratio(start.first, start.synth)),
          ...{ budget: 3.4, aim: 2.1, digits: 2 },
        },
        {
          name: 'second `npm start` until its commands work ÷ `cdk synth`',
          samples: rounds.map(({ start }) => ratio(start.second, start.synth)),
          ...{ budget: 2.4, aim: 1.5, digits: 2 },
        },
      ],
    });
  },
};

/** The copy links to the packages of this folder, but not to the builds in `node_modules/.cache`. */
function copyRepository(folder: string): void {
  for (const file of repositoryFiles()) {
    cpSync(file, path.join(folder, file));
  }
  const packages = path.join(folder, 'node_modules');
  mkdirSync(packages);
  for (const name of readdirSync('node_modules').filter((each) => each !== '.cache')) {
    symlinkSync(path.resolve('node_modules', name), path.join(packages, name));
  }
}

async function synthMilliseconds(folder: string): Promise<number> {
  const begin = performance.now();
  await synthesize(CONFIGURATION, path.join(folder, '.local/synthesized-by-bench'), folder);
  return performance.now() - begin;
}

/** Starts the broker, runs the first command that the start prints, and stops the broker. */
async function startMilliseconds(folder: string): Promise<number> {
  const begin = performance.now();
  const npm = spawn('npm', ['start', '--silent', '--', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group, so that the signal below reaches all that npm starts.
    detached: true,
  });
  try {
    const command = await firstCommand(npm);
    const milliseconds = performance.now() - begin;
    execFileSync('bash', ['-c', `${command} --fail`], { cwd: folder, stdio: 'ignore' });
    return milliseconds;
  } finally {
    await stop(npm);
  }
}

function firstCommand(npm: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (what: string) => {
      clearTimeout(timer);
      reject(new Error(`npm start ${what}:\n${output}`));
    };
    const timer = setTimeout(() => fail('prints no command'), START_MAX_MILLISECONDS);
    npm.once('error', reject);
    npm.once('exit', (code) => fail(`exited with ${code}`));
    for (const stream of [npm.stdout, npm.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        const [, command] = FIRST_COMMAND.exec(output) ?? [];
        if (command !== undefined) {
          clearTimeout(timer);
          resolve(command);
        }
      });
    }
  });
}

async function stop(npm: ChildProcess): Promise<void> {
  // After a failed start, npm has ended or was never there.
  if (npm.pid === undefined || npm.exitCode !== null) {
    return;
  }
  // The pipes close after the last process that npm started has ended.
  const closed = new Promise((resolve) => npm.once('close', resolve));
  process.kill(-npm.pid, 'SIGTERM');
  await closed;
}
