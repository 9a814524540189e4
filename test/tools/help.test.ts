import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import manifest from '../../package.json' with { type: 'json' };
import fedbroker from '../../packages/fedbroker/package.json' with { type: 'json' };

jest.setTimeout(60_000);

const PROGRAM = /^(?:tsx|node --import tsx) (\S+\.ts)(.*)$/;

/** Those that run TypeScript files of ours. The others run programs that have their own help. */
function programsOf(scripts: Readonly<Record<string, string>>, folder: string) {
  return Object.entries(scripts).flatMap(([name, command]) => {
    const [, file = '', args = ''] = PROGRAM.exec(command) ?? [];
    return file === ''
      ? []
      : [{ name, file: path.join(folder, file), args: args.split(' ').filter(Boolean) }];
  });
}

/** npm run deploy shows the help of cdk deploy: deploy.test.ts. */
const programs = [
  ...programsOf(manifest.scripts, ''),
  ...programsOf(fedbroker.scripts, 'packages/fedbroker'),
].filter(({ name }) => name !== 'deploy');

async function run(file: string, ...args: readonly string[]) {
  const options = { timeout: 20_000, encoding: 'utf8' } as const;
  return promisify(execFile)(process.execPath, ['--import', 'tsx', file, ...args], options).then(
    ({ stdout, stderr }) => ({ status: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ status: code, stdout, stderr }),
  );
}

test('every tool shows its help, and does nothing', async () => {
  expect(programs.length).toBeGreaterThan(15);
  const before = readdirSync('.');
  const shown = await Promise.all(
    programs.map(async ({ name, file, args }) => {
      const { status, stdout, stderr } = await run(file, ...args, '--help');
      return [name, status, /^Usage: npm (?:run )?[\w:-]+/m.test(stdout), stderr];
    }),
  );
  expect(shown).toEqual(programs.map(({ name }) => [name, 0, true, '']));
  expect(readdirSync('.')).toEqual(before);
});

test.each(['tools/generate.ts', 'packages/fedbroker/build/build.ts'])(
  '%s refuses an option that it does not have by name, and does nothing',
  async (file) => {
    const { status, stdout, stderr } = await run(file, '--chekc');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^Unknown option '--chekc'/);
  },
);
