import type { Invocation } from '../command-line.ts';
import {
  COMMAND_NAMES,
  COMMANDS,
  type CommandName,
  type CommandSpec,
  OPTION_NAMES,
  OPTIONS,
  type OptionName,
  type OptionSpec,
  optionsOf,
} from '../command-table.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import type { Host } from '../host.ts';
import { fishQuoted } from '../shell-word.ts';

/** The words that may follow an option with choices. */
const CHOICES = OPTION_NAMES.flatMap((name) => {
  const { choices }: OptionSpec = OPTIONS[name];
  return choices === undefined ? [] : [{ option: `--${name}`, words: choices.join(' ') }];
});

/** The options whose values cannot be completed. */
const FREE_VALUES = OPTION_NAMES.filter((name) => {
  const { value, choices }: OptionSpec = OPTIONS[name];
  return value !== undefined && value !== 'FILE' && choices === undefined;
}).map((name) => `--${name}`);

const FILES = OPTION_NAMES.filter((name) => {
  const { value }: OptionSpec = OPTIONS[name];
  return value === 'FILE';
}).map((name) => `--${name}`);

const WORDS_OF_COMMAND = COMMAND_NAMES.map((command) => {
  return { command, words: [...operandChoices(command), ...dashed(optionsOf(command))].join(' ') };
});

const FIRST_WORDS = [...COMMAND_NAMES, '--help', '--version'].join(' ');

/** Chooses the candidates from the previous word and the command. The syntax is the same in bash and zsh. */
const CASES = `  case "$previous" in
${CHOICES.map(({ option, words }) => `    ${option}) candidates='${words}' ;;`).join('\n')}
    ${FREE_VALUES.join('|')}) return ;;
    *)
      case "$command" in
        '') candidates='${FIRST_WORDS}' ;;
${WORDS_OF_COMMAND.map(({ command, words }) => `        ${command}) candidates='${words}' ;;`).join('\n')}
      esac
      ;;
  esac`;

const FIND_COMMAND = `    case "$word" in
      ${COMMAND_NAMES.join('|')}) command="$word"; break ;;
    esac`;

/** Does not use mapfile, because bash 3.2 of macOS lacks it. */
const BASH = `_fedbroker() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local command='' candidates='' word IFS=$' \\t\\n'
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
${FIND_COMMAND}
  done
  case "$previous" in
    ${FILES.join('|')}) IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
${CASES}
  COMPREPLY=($(compgen -W "$candidates" -- "$current"))
}
complete -F _fedbroker fedbroker
`;

/** Works in two ways: `source` registers the function, and zsh calls a file named `_fedbroker` in fpath as the function itself. */
const ZSH = `#compdef fedbroker
_fedbroker() {
  local previous="\${words[CURRENT-1]}" command='' candidates='' word
  for word in "\${(@)words[2,CURRENT-1]}"; do
${FIND_COMMAND}
  done
  case "$previous" in
    ${FILES.join('|')}) _files; return ;;
  esac
${CASES}
  compadd -- \${=candidates}
}
if [ "\${funcstack[1]}" = _fedbroker ]; then _fedbroker; else compdef _fedbroker fedbroker; fi
`;

const FISH = [
  'complete -c fedbroker -f',
  ...COMMAND_NAMES.map(
    (name) =>
      `complete -c fedbroker -n __fish_use_subcommand -a ${name} -d ${fishQuoted(COMMANDS[name].summary)}`,
  ),
  'complete -c fedbroker -n __fish_use_subcommand -l help',
  'complete -c fedbroker -n __fish_use_subcommand -l version',
  ...COMMAND_NAMES.flatMap((command) => {
    const words = operandChoices(command).join(' ');
    const seen = `complete -c fedbroker -n '__fish_seen_subcommand_from ${command}'`;
    return [
      ...(words === '' ? [] : [`${seen} -a '${words}'`]),
      ...optionsOf(command).map((name) => `${seen} ${fishOption(name)}`),
    ];
  }),
  '',
].join('\n');

const SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

/** Prints the script for a shell. */
export async function completion(
  { operands: [shell = ''] }: Invocation,
  { stdout }: Host,
): Promise<ExitCode> {
  await stdout.write(SCRIPTS[shell] ?? '');
  return EXIT.done;
}

function operandChoices(command: CommandName): readonly string[] {
  const { operands }: CommandSpec = COMMANDS[command];
  return operands.flatMap(({ choices = [] }) => choices);
}

function fishOption(name: OptionName): string {
  const { value, choices, summary }: OptionSpec = OPTIONS[name];
  const takes =
    value === undefined
      ? ''
      : choices === undefined
        ? value === 'FILE'
          ? ' -r -F'
          : ' -x'
        : ` -x -a '${choices.join(' ')}'`;
  return `-l ${name}${takes} -d ${fishQuoted(summary)}`;
}

function dashed(names: readonly OptionName[]): readonly string[] {
  return names.map((name) => `--${name}`);
}
