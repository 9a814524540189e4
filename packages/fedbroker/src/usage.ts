import {
  API_OPTIONS,
  COMMAND_NAMES,
  COMMANDS,
  type CommandName,
  type CommandSpec,
  OPTIONS,
  type OptionName,
  type OptionSpec,
  optionsOf,
} from './command-table.ts';

const TARGETS = `TARGET is s3://BUCKET/PREFIX/*, all that lies under a prefix, or s3://BUCKET/KEY, one object (for ls: the
keys that begin so). s3://BUCKET/PREFIX/ and s3://BUCKET mean the same as with the * that follows.`;

const CALLERS = `The caller: with a token file, the token is sent to the API as it is, read again for each request. Without,
requests are signed with the AWS credentials that the AWS CLI would use.`;

const EXIT_CODES = `Exit codes:
  0  done
  1  failed
  2  the command line, the environment or the URL is wrong
  3  not let in: no valid token or AWS credentials, or no caller policy
  4  no grant covers it, S3 refused it, or there is no such bucket
  5  try again later: throttled, unavailable, no network`;

const KEYS = `Keys are written with the escapes of JSON for control and format characters, and \\\\ for \\, so that no key can
forge a line or reach your terminal as a command.`;

const CACHE = `Credentials are kept in $XDG_CACHE_HOME/fedbroker or ~/.cache/fedbroker, for their owner alone, and used until 15
minutes, or half their lifetime, before they expire: till then they outlive the token that they were issued for, and a
broker that is away. On a terminal they are shown only where --format asks for it.`;

const NOTES: Readonly<Partial<Record<CommandName, string>>> = { credentials: CACHE, ls: KEYS };

export function generalUsage(): string {
  const commands = COMMAND_NAMES.map(
    (name) => `  ${synopsis(name).padEnd(20)} ${COMMANDS[name].summary}`,
  );
  return paragraphs(
    'fedbroker: temporary Amazon S3 credentials from a Federation Broker.',
    'Usage: fedbroker COMMAND [options]',
    ['Commands:', ...commands].join('\n'),
    optionLines('Options:', [...API_OPTIONS, 'help', 'version']),
    TARGETS,
    CALLERS,
    EXIT_CODES,
    exampleLines(COMMAND_NAMES.flatMap((name) => COMMANDS[name].examples.slice(0, 1))),
  );
}

export function commandUsage(name: CommandName): string {
  const { summary, operand, examples }: CommandSpec = COMMANDS[name];
  const note = NOTES[name];
  return paragraphs(
    `Usage: fedbroker ${synopsis(name)} [options]`,
    `${summary[0]?.toUpperCase()}${summary.slice(1)}.`,
    optionLines('Options:', optionsOf(name)),
    ...(operand === 'TARGET' ? [TARGETS] : []),
    ...(note === undefined ? [] : [note]),
    EXIT_CODES,
    exampleLines(examples),
  );
}

function synopsis(name: CommandName): string {
  const { operand }: CommandSpec = COMMANDS[name];
  return operand === undefined ? name : `${name} ${operand}`;
}

function optionLines(title: string, names: readonly OptionName[]): string {
  const lines = names.map((name) => {
    const { value, choices, summary }: OptionSpec = OPTIONS[name];
    const left = `--${name}${value === undefined ? '' : ` ${value}`}`;
    const right = choices === undefined ? summary : `${choices.join(', ')}: ${summary}`;
    return `  ${left.padEnd(24)} ${right}`;
  });
  return [title, ...lines].join('\n');
}

function exampleLines(examples: readonly string[]): string {
  return ['Examples:', ...examples.map((example) => `  ${example}`)].join('\n');
}

function paragraphs(...texts: readonly string[]): string {
  return `${texts.join('\n\n')}\n`;
}
