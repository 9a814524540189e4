import { parseCommandLine } from '../src/command-line.ts';
import { COMMAND_NAMES, COMMANDS, OPTIONS, optionsOf } from '../src/command-table.ts';
import { EXIT } from '../src/failure.ts';
import { TestHost } from './test-host.ts';

const host = new TestHost();

afterAll(() => host.remove());

test('--version prints the version', async () => {
  expect(await host.run('--version')).toEqual({ exitCode: 0, stdout: '1.2.3\n', stderr: '' });
});

test('the help names every command and every exit code', async () => {
  const { exitCode, stdout, stderr } = await host.run('--help');
  expect([exitCode, stderr]).toEqual([EXIT.done, '']);
  for (const name of COMMAND_NAMES) {
    expect(stdout).toMatch(
      new RegExp(`^  ${name}\\b.*${COMMANDS[name].summary.slice(0, 10)}`, 'm'),
    );
  }
  for (const code of Object.values(EXIT)) {
    expect(stdout).toMatch(new RegExp(`^  ${code}  `, 'm'));
  }
});

test.each(COMMAND_NAMES)(
  'the help of %s names all its options and shows examples',
  async (name) => {
    const { stdout } = await host.run(name, '--help');
    for (const option of optionsOf(name)) {
      expect(stdout).toContain(`  --${option}`);
      expect(stdout).toContain(OPTIONS[option].summary);
    }
    expect(stdout).toContain(`Examples:\n  ${COMMANDS[name].examples[0]}\n`);
  },
);

test.each(COMMAND_NAMES.flatMap((name) => COMMANDS[name].examples))(
  'the example %s is a valid command line',
  (example) => {
    const words = /fedbroker ([^)>]*)/.exec(example)?.[1] ?? '';
    const args = words.trim().replaceAll("'", '').split(' ');
    expect(parseCommandLine(args)).toMatchObject({ kind: 'run' });
  },
);
