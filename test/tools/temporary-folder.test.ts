import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'temporary-folder-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Sends the signal to a program while it waits in `main`. Returns how it ended, and its temporary folders after that. */
async function end(signal: NodeJS.Signals, main: string) {
  const program = `
    import { setTimeout } from 'node:timers/promises';
    import { runProgram } from './tools/program.ts';
    import { temporaryFolder, withTemporaryFolder } from './tools/temporary-folder.ts';
    const wait = () => {
      console.log('ready');
      return setTimeout(60_000);
    };
    await runProgram(async () => { ${main} });
  `;
  const args = ['--import', 'tsx', '--input-type', 'module', '--eval', program];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const before = folders();
  child.kill(signal);
  const [status] = await once(child, 'close');
  return { status, before: before.length, left: folders() };
}

const folders = () => readdirSync(folder).filter((name) => name.startsWith('federation-broker-'));

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('a program that ends by %s removes its temporary folders', async (signal, status) => {
  const main = 'temporaryFolder(); await withTemporaryFolder(() => wait());';
  expect(await end(signal, main)).toEqual({ status, before: 2, left: [] });
});

test('a program that handles a signal itself decides when it ends', async () => {
  const main = `
    const stop = new AbortController();
    process.once('SIGINT', () => stop.abort());
    await withTemporaryFolder(() => {
      wait();
      return new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
    });
    process.exit(7);
  `;
  expect(await end('SIGINT', main)).toEqual({ status: 7, before: 1, left: [] });
});
