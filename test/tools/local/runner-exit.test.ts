import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const MODULE = path.resolve(import.meta.dirname, '../../../tools/local/runner-exit.ts');

const SERVER = `import(${JSON.stringify(MODULE)}).then(({ onRunnerExit }) => {
  setInterval(() => {}, 1000);
  onRunnerExit(() => { console.log('runner has ended'); process.exit(); });
  console.log('ready');
});`;

/** Starts a process that runs the server in a shell, as npm runs a script. */
function runner(script: string, variables: Readonly<Record<string, string>>): ChildProcess {
  const start = `require('child_process').spawn('sh', ['-c', process.argv[1]], { stdio: 'inherit' })`;
  return spawn(process.execPath, ['-e', start, script], {
    env: { ...process.env, npm_lifecycle_event: undefined, SERVER, ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function outputAfterKill(script: string, variables: Readonly<Record<string, string>>) {
  const npm = runner(script, variables);
  let output = '';
  npm.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.endsWith('ready\n')) {
      npm.kill('SIGKILL');
    }
  });
  // The pipe closes after the last process that inherited it has ended.
  await once(npm, 'close');
  return output;
}

const RUN = `"${process.execPath}" --import tsx -e "$SERVER"`;

test.each([
  ['a shell stays between them', `${RUN}; true`],
  ['the server has replaced the shell', `exec ${RUN}`],
])('a server ends when npm is killed: %s', async (_, script) => {
  const output = await outputAfterKill(script, { npm_lifecycle_event: 'start' });
  expect(output).toBe('ready\nrunner has ended\n');
});

test('a server that npm did not start survives its shell', async () => {
  const wait = `(${RUN}) & sleep 4; kill $!`;
  const output = await outputAfterKill(`${wait}; echo still there`, {});
  expect(output).toBe('ready\nstill there\n');
});
