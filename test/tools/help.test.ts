import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import manifest from '../../package.json' with { type: 'json' };
import fedbroker from '../../packages/fedbroker/package.json' with { type: 'json' };

jest.setTimeout(300_000);

const PROGRAM = /^(?:tsx|node --import tsx) (\S+\.ts)(.*)$/;

const USAGE = /^Usage: npm (?:run )?[\w:-]+/m;

/** The npm scripts that run our TypeScript programs. The other scripts run programs with their own help. */
function programsOf(scripts: Readonly<Record<string, string>>, folder: string) {
  return Object.entries(scripts).flatMap(([name, command]) => {
    const [, file = '', args = ''] = PROGRAM.exec(command) ?? [];
    return file === ''
      ? []
      : [{ name, file: path.join(folder, file), args: args.split(' ').filter(Boolean) }];
  });
}

/** All programs except `npm run deploy`, which shows the help of `cdk deploy`. deploy.test.ts checks that one. */
const programs = [
  ...programsOf(manifest.scripts, ''),
  ...programsOf(fedbroker.scripts, 'packages/fedbroker'),
].filter(({ name }) => name !== 'deploy');

async function run(file: string, ...args: readonly string[]) {
  const options = { timeout: 60_000, encoding: 'utf8' } as const;
  return promisify(execFile)(process.execPath, ['--import', 'tsx', file, ...args], options).then(
    ({ stdout, stderr }) => ({ status: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ status: code, stdout, stderr }),
  );
}

test('every tool shows its help with --help, and does nothing else', async () => {
  expect(programs.length).toBeGreaterThan(15);
  const before = readdirSync('.');
  const queue = [...programs];
  const shown = new Map<string, unknown>();
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { status, stdout, stderr } = await run(next.file, ...next.args, '--help');
      shown.set(next.name, [next.name, status, USAGE.test(stdout), stderr]);
    }
  };
  // More processes at the same time would delay other tests.
  await Promise.all([worker(), worker()]);
  expect([...shown.values()].sort()).toEqual(
    programs.map(({ name }) => [name, 0, true, '']).sort(),
  );
  expect(readdirSync('.')).toEqual(before);
});

test.each(['tools/generate.ts', 'packages/fedbroker/build/build.ts'])(
  '%s names an unknown option in its error, and does nothing',
  async (file) => {
    const { status, stdout, stderr } = await run(file, '--chekc');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^Unknown option '--chekc'/);
  },
);
