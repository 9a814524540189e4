import {
  COMMAND_NAMES,
  COMMANDS,
  type CommandSpec,
  OPTION_NAMES,
  OPTIONS,
  type OptionName,
  type OptionSpec,
  optionsOf,
} from './command-table.ts';

/** After an option that takes a value: one of these words. */
const CHOICES = OPTION_NAMES.flatMap((name) => {
  const { choices }: OptionSpec = OPTIONS[name];
  return choices === undefined ? [] : [{ option: `--${name}`, words: choices.join(' ') }];
});

/** After these: whatever the person knows. */
const FREE_VALUES = OPTION_NAMES.filter((name) => {
  const { value, choices }: OptionSpec = OPTIONS[name];
  return value !== undefined && value !== 'FILE' && choices === undefined;
}).map((name) => `--${name}`);

const FILES = OPTION_NAMES.filter((name) => {
  const { value }: OptionSpec = OPTIONS[name];
  return value === 'FILE';
}).map((name) => `--${name}`);

const WORDS_OF_COMMAND = COMMAND_NAMES.map((command) => {
  const { operandChoices = [] }: CommandSpec = COMMANDS[command];
  return { command, words: [...operandChoices, ...dashed(optionsOf(command))].join(' ') };
});

const FIRST_WORDS = [...COMMAND_NAMES, '--help', '--version'].join(' ');

/** What bash and zsh write alike: from the word before and the command to the words that may follow. */
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

/** For bash 3.2 too, which is macOS's: it has no mapfile. */
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

/** Sourced, it registers its function; found as `_fedbroker` in fpath, its first call is one of that function. */
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
      `complete -c fedbroker -n __fish_use_subcommand -a ${name} -d '${COMMANDS[name].summary}'`,
  ),
  'complete -c fedbroker -n __fish_use_subcommand -l help',
  'complete -c fedbroker -n __fish_use_subcommand -l version',
  ...COMMAND_NAMES.flatMap((command) => {
    const { operandChoices = [] }: CommandSpec = COMMANDS[command];
    const seen = `complete -c fedbroker -n '__fish_seen_subcommand_from ${command}'`;
    return [
      ...(operandChoices.length === 0 ? [] : [`${seen} -a '${operandChoices.join(' ')}'`]),
      ...optionsOf(command).map((name) => `${seen} ${fishOption(name)}`),
    ];
  }),
  '',
].join('\n');

export const COMPLETION_SCRIPTS: Readonly<Record<string, string>> = {
  bash: BASH,
  zsh: ZSH,
  fish: FISH,
};

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
  return `-l ${name}${takes} -d '${summary}'`;
}

function dashed(names: readonly OptionName[]): readonly string[] {
  return names.map((name) => `--${name}`);
}
