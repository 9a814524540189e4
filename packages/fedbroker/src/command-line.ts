import { parseArgs } from 'node:util';
import {
  COMMAND_NAMES,
  COMMANDS,
  type CommandName,
  type CommandSpec,
  OPTION_NAMES,
  OPTIONS,
  type OperandSpec,
  type OptionName,
  type OptionSpec,
  optionsOf,
} from './command-table.ts';
import { Failure } from './failure.ts';
import { suggestion } from './suggestion.ts';

/** The value of each option that was given. The value of a flag is true. */
export type Options = {
  readonly [Name in OptionName]?: (typeof OPTIONS)[Name] extends { readonly value: string }
    ? string
    : boolean;
};

/** A command with its operand and options. */
export interface Invocation {
  readonly command: CommandName;
  readonly operands: readonly string[];
  readonly options: Options;
}

/** What a command line asks for. */
export type ParsedCommand =
  | { readonly kind: 'run'; readonly invocation: Invocation }
  | { readonly kind: 'help'; readonly command?: CommandName }
  | { readonly kind: 'version' };

/** Throws Failure that names the wrong word and says what to write instead. */
export function parseCommandLine(args: readonly string[]): ParsedCommand {
  const { tokens, values, positionals } = parseArgs({
    args: [...args],
    options: Object.fromEntries(OPTION_NAMES.map((name) => [name, { type: typeOf(name) }])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === 'option') {
      checkOption(token);
    }
  }
  const options = values as Options;
  const [word, ...operands] = positionals;
  if (word === undefined) {
    return parseWithoutCommand(options);
  }
  const command = requireCommand(word);
  if (options.help) {
    return { kind: 'help', command };
  }
  requireOptionsOf(command, Object.keys(values) as OptionName[]);
  return {
    kind: 'run',
    invocation: { command, operands: requireOperands(command, operands, options), options },
  };
}

function typeOf(name: OptionName): 'string' | 'boolean' {
  return 'value' in OPTIONS[name] ? 'string' : 'boolean';
}

function checkOption({
  name,
  rawName,
  value,
  inlineValue,
}: {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string;
  readonly inlineValue?: boolean;
}): void {
  if (!isOneOf(OPTION_NAMES, name)) {
    const near = suggestion(
      rawName,
      OPTION_NAMES.map((known) => `--${known}`),
    );
    throw new Failure('usage', `unknown option ${rawName}${near}; see fedbroker --help`);
  }
  const { value: placeholder, choices }: OptionSpec = OPTIONS[name];
  if (placeholder === undefined && value !== undefined) {
    throw new Failure('usage', `--${name} takes no value`);
  }
  if (placeholder !== undefined && (!value || (value.startsWith('-') && !inlineValue))) {
    throw new Failure('usage', `--${name} needs a value: --${name} ${placeholder}`);
  }
  requireChoice(`--${name}`, value, choices);
}

function parseWithoutCommand({ help, version }: Options): ParsedCommand {
  if (version) {
    return { kind: 'version' };
  }
  if (help) {
    return { kind: 'help' };
  }
  throw new Failure(
    'usage',
    `which command? Give one of ${COMMAND_NAMES.join(', ')}; see fedbroker --help`,
  );
}

function requireCommand(word: string): CommandName {
  if (isOneOf(COMMAND_NAMES, word)) {
    return word;
  }
  const near = suggestion(word, COMMAND_NAMES);
  throw new Failure('usage', `unknown command ${word}${near}; see fedbroker --help`);
}

function requireOptionsOf(command: CommandName, given: readonly OptionName[]): void {
  const other = given.find((name) => !optionsOf(command).includes(name));
  if (other !== undefined) {
    throw new Failure(
      'usage',
      `${command} does not have the option --${other}; see fedbroker ${command} --help`,
    );
  }
}

function requireOperands(
  command: CommandName,
  given: readonly string[],
  options: Options,
): readonly string[] {
  const { operands }: CommandSpec = COMMANDS[command];
  const expected = operands.filter(
    ({ option }) => option === undefined || options[option] === undefined,
  );
  const most = expected.at(-1)?.repeats ? Infinity : expected.length;
  if (given.length < expected.length || given.length > most) {
    throw new Failure(
      'usage',
      `${command} takes ${wordsFor(operands)}, but got ${wordsOfGiven(given, operands, options)}; see fedbroker ${command} --help`,
    );
  }
  for (const [index, { value, choices }] of operands.entries()) {
    requireChoice(operands.length === 1 ? command : value, given[index], choices);
  }
  return given;
}

function wordsFor(operands: readonly OperandSpec[]): string {
  return operands.length === 0
    ? 'no operand'
    : operands
        .map(
          ({ value, repeats, option }) =>
            `${repeats ? 'at least one' : 'one'} ${value}${option === undefined ? '' : ` or --${option}`}`,
        )
        .join(' and ');
}

function wordsOfGiven(
  given: readonly string[],
  operands: readonly OperandSpec[],
  options: Options,
): string {
  const option = operands.find((each) => each.option && options[each.option] !== undefined)?.option;
  return option === undefined ? String(given.length) : 'both';
}

function requireChoice(
  name: string,
  value: string | undefined,
  choices: readonly string[] | undefined,
): void {
  if (value !== undefined && choices !== undefined && !choices.includes(value)) {
    throw new Failure('usage', `${name} must be one of ${choices.join(', ')}, but is ${value}`);
  }
}

function isOneOf<Name extends string>(names: readonly Name[], word: string): word is Name {
  return (names as readonly string[]).includes(word);
}
