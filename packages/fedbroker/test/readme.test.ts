import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseCommandLine } from '../src/command-line.ts';
import {
  COMMAND_NAMES,
  COMMANDS,
  type CommandSpec,
  OPTION_NAMES,
  OPTIONS,
  type OptionSpec,
  optionsOf,
} from '../src/command-table.ts';
import { generalUsage } from '../src/usage.ts';

const README = readFileSync(path.join(import.meta.dirname, '../README.md'), 'utf8');

/** The cells of a table below a heading, without its head. */
function tableOf(heading: string): readonly (readonly string[])[] {
  const [, section = ''] = README.split(`\n## ${heading}\n`);
  const rows = section.split('\n## ')[0]?.match(/^\|.*\|$/gm) ?? [];
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

test('the table of commands is that of the help', () => {
  expect(tableOf('Commands')).toEqual(
    COMMAND_NAMES.map((name) => {
      const { operands, summary }: CommandSpec = COMMANDS[name];
      return [
        [name, ...operands.map(({ value, repeats }) => (repeats ? `${value}...` : value))].join(
          ' ',
        ),
        summary,
      ];
    }),
  );
});

test('the table of options is that of the help', () => {
  expect(tableOf('Options')).toEqual(
    OPTION_NAMES.filter((name) => name !== 'version').map((name) => {
      const { value, choices, summary }: OptionSpec = OPTIONS[name];
      const commands = COMMAND_NAMES.filter((command) => optionsOf(command).includes(name));
      return [
        value === undefined ? `--${name}` : `--${name} ${value}`,
        commands.length === COMMAND_NAMES.length
          ? 'all'
          : commands.length === COMMAND_NAMES.length - 1
            ? 'all but completion'
            : commands.join(', '),
        choices === undefined ? summary : `${choices.join(', ')}: ${summary}`,
      ];
    }),
  );
});

test('the table of exit codes is that of the help', () => {
  const [, lines = ''] = generalUsage().split('Exit codes:\n');
  const codes = lines.split('\n\n')[0]?.split('\n') ?? [];
  expect(tableOf('Exit codes').map(([code, meaning]) => `  ${code}  ${meaning}`)).toEqual(codes);
});

const COMMAND_LINES = [
  ...[...README.matchAll(/^\$ (.*fedbroker .*)$/gm)].map(([, line = '']) => line),
  ...[...README.matchAll(/^credential_process = (.*)$/gm)].map(([, line = '']) => line),
  ...COMMAND_NAMES.flatMap((name) => [...COMMANDS[name].examples]),
];

/** Returns the arguments that `fedbroker` gets from a shell that fails for a pattern without a match, as zsh does. */
function argumentsFrom(commandLine: string): readonly string[] {
  const script = `fedbroker() { printf '%s\\0' "$@" >&3; }\n${commandLine}`;
  const received = execFileSync(
    'bash',
    ['-O', 'failglob', '-c', `{ ${script}\n} 3>&1 >/dev/null`],
    {
      encoding: 'utf8',
    },
  );
  return received.split('\0').slice(0, -1);
}

test.each(COMMAND_LINES)('%s works in a shell like zsh', (line) => {
  const commandLine = line.replace(/^credential_process = /, '').replace(/ [>|] .*$/, '');
  expect(parseCommandLine(argumentsFrom(commandLine))).toMatchObject({ kind: 'run' });
});
