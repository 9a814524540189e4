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

const TARGETS = `TARGET is one of:
  s3://BUCKET/PREFIX/      everything under the prefix PREFIX/
  s3://BUCKET              the whole bucket
  s3://BUCKET/KEY          one object (for ls: all keys that begin with KEY)
Grants and messages write the first two with a star: s3://BUCKET/PREFIX/*. If you do so, too, write quotes around it,
because some shells treat a star as a pattern of file names.`;

const ACCESSES = `ACCESS is TARGET or PERMISSION=TARGET. Give up to 10, for one session with all of them.`;

const CALLERS = `Who you are: if there is a token file, fedbroker sends its token with each request. If you have signed in with
fedbroker login, it sends the token of the sign-in, and renews it. Otherwise it signs requests with the AWS credentials
that the AWS CLI would use.`;

const EXIT_CODES = `Exit codes:
  0  done
  1  failed
  2  the command line, the environment or the URL is wrong
  3  the API does not accept you: no valid token or AWS credentials, or no caller policy
  4  no grant allows it, S3 refuses it, or there is no such bucket
  5  try again later: too many requests, the API is not available, or there is no network`;

const KEYS = `Control and format characters in keys are printed with JSON's escapes, and \\ as \\\\. So no key can look like two
lines or send commands to your terminal.`;

const CACHE = `fedbroker keeps credentials in $XDG_CACHE_HOME/fedbroker or ~/.cache/fedbroker, where only you can read them. It uses
them until 15 minutes before they expire, or until half of a shorter lifetime has passed, even if your token expires
earlier or the API cannot be reached. On a terminal, credentials are printed only if you give --format.`;

const LINKS = `Treat the link as a password: whoever opens it within 15 minutes is signed in as you.`;

const EXPLAIN = `The exit code is 0 if the request would be allowed and 4 if it would be refused.`;

const CONFIG = `config prints no secrets and calls no API. Give --region if the bucket is in another region than the API. If
AWS_ENDPOINT_URL is set, the lines are for the S3 at that address.`;

const LOGIN = `If the API has a portal, its URL is enough: the API says where you sign in. Otherwise give --issuer and --client-id. Sign
in only for an API that you trust, because it gets your token.

fedbroker keeps the tokens in $XDG_STATE_HOME/fedbroker or ~/.local/state/fedbroker, where only you can read them, one
file for each URL of an API. The issuer must know fedbroker as a public client (without a secret), with the redirect URI.`;

const LOGOUT = `fedbroker asks the issuer to revoke the refresh token. Credentials that other programs have stay valid until they expire.`;

const NOTES: Readonly<Partial<Record<CommandName, string>>> = {
  credentials: CACHE,
  ls: KEYS,
  explain: EXPLAIN,
  console: LINKS,
  config: CONFIG,
  login: LOGIN,
  logout: LOGOUT,
};

export function generalUsage(): string {
  const commands = COMMAND_NAMES.map(
    (name) => `  ${synopsis(name).padEnd(22)} ${COMMANDS[name].summary}`,
  );
  return paragraphs(
    'fedbroker: temporary Amazon S3 credentials from a Federation Broker.',
    'Usage: fedbroker COMMAND [options]',
    ['Commands:', ...commands].join('\n'),
    optionLines('Options:', [...API_OPTIONS, 'help', 'version']),
    ACCESSES,
    TARGETS,
    CALLERS,
    EXIT_CODES,
    exampleLines(COMMAND_NAMES.flatMap((name) => COMMANDS[name].examples.slice(0, 1))),
  );
}

export function commandUsage(name: CommandName): string {
  const { summary, operands, examples }: CommandSpec = COMMANDS[name];
  const note = NOTES[name];
  return paragraphs(
    `Usage: fedbroker ${synopsis(name)} [options]`,
    `${summary[0]?.toUpperCase()}${summary.slice(1)}.`,
    optionLines('Options:', optionsOf(name)),
    ...(operands.some(({ value }) => value === 'ACCESS') ? [ACCESSES, TARGETS] : []),
    ...(operands.some(({ value }) => value === 'TARGET') ? [TARGETS] : []),
    ...(note === undefined ? [] : [note]),
    EXIT_CODES,
    exampleLines(examples),
  );
}

function synopsis(name: CommandName): string {
  const { operands }: CommandSpec = COMMANDS[name];
  return [name, ...operands.map(({ value, repeats }) => (repeats ? `${value}...` : value))].join(
    ' ',
  );
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
