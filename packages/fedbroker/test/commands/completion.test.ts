import { execFileSync } from 'node:child_process';
import { COMMAND_NAMES, optionsOf } from '../../src/command-table.ts';
import { TestHost } from '../test-host.ts';

const host = new TestHost();

afterAll(() => host.remove());

async function scriptFor(shell: string): Promise<string> {
  const { exitCode, stdout } = await host.run('completion', shell);
  expect(exitCode).toBe(0);
  return stdout;
}

/** Returns what bash offers for the last word. */
async function completions(...words: readonly string[]): Promise<readonly string[]> {
  const script = `${await scriptFor('bash')}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _fedbroker; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const args = ['--norc', '-c', script, 'bash', 'fedbroker', ...words];
  return execFileSync('bash', args, { cwd: host.homeFolder, encoding: 'utf8' })
    .split('\n')
    .filter((word) => word !== '');
}

test.each([
  [[''], [...COMMAND_NAMES, '--help', '--version']],
  [['c'], ['credentials', 'console', 'config', 'completion']],
  [
    ['config', 'r'],
    ['rclone', 'restic'],
  ],
  [['ls', '--co'], ['--count']],
  [
    ['credentials', '--format', ''],
    ['process', 'env', 'powershell', 'windows-cmd', 'fish', 'json'],
  ],
  [
    ['credentials', '--permission', 'READ'],
    ['READ', 'READWRITE'],
  ],
  [['--url', 'https://broker.example.com', 'grants', '--tok'], ['--token-file']],
  [['--url', ''], []],
  [['completion', 'z'], ['zsh']],
  [['grants', '--token-file', 'my'], ['my token']],
])('bash completes %j to %j', async (words, offered) => {
  host.writeFile('my token', '');
  expect(await completions(...words)).toEqual(offered);
});

test.each(['bash', 'zsh', 'fish'])(
  'the script for %s completes every command and its options',
  async (shell) => {
    const script = await scriptFor(shell);
    for (const command of COMMAND_NAMES) {
      expect(script).toContain(command);
      for (const option of optionsOf(command)) {
        expect(script).toMatch(
          shell === 'fish'
            ? new RegExp(`_from ${command}' -l ${option}\\b`)
            : new RegExp(` ${command}\\) candidates='.*--${option}\\b`),
        );
      }
    }
  },
);
