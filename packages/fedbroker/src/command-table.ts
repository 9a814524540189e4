/** An option of the command line. */
export interface OptionSpec {
  /** The placeholder of its value; left out for a flag. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly summary: string;
}

export const OPTIONS = {
  permission: {
    value: 'PERMISSION',
    choices: ['LIST', 'READ', 'WRITE', 'READWRITE'],
    summary: 'what to do there (default READ)',
  },
  duration: {
    value: 'TIME',
    summary:
      '90m, 2h or seconds, at most what the grant allows: 1h unless it says more (default: at most 1h)',
  },
  name: { value: 'NAME', summary: 'the federated user to act for, where the grant has names' },
  format: {
    value: 'FORMAT',
    choices: ['process', 'env', 'json'],
    summary: 'for credential_process, for eval in a shell, or as the API gives them',
  },
  'no-cache': { summary: 'neither reads nor keeps credentials in the cache' },
  all: { summary: 'all keys, not the first 50' },
  count: { summary: 'only how many keys there are' },
  open: { summary: 'opens the page in a browser instead of printing its URL' },
  url: { value: 'URL', summary: 'the API (default $FEDBROKER_URL)' },
  'token-file': {
    value: 'FILE',
    summary: 'an OpenID Connect token to call with (default $FEDBROKER_TOKEN_FILE)',
  },
  profile: { value: 'NAME', summary: 'without a token: the AWS profile to sign with' },
  region: {
    value: 'REGION',
    summary:
      "without a token: the region to sign for, where the URL does not say (default $AWS_REGION, or the profile's)",
  },
  help: { summary: 'shows this' },
  version: { summary: 'shows the version' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export type OptionName = keyof typeof OPTIONS;

export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[];

/** A command of the command line. */
export interface CommandSpec {
  readonly summary: string;
  /** The placeholder of its one operand. */
  readonly operand?: string;
  readonly operandChoices?: readonly string[];
  /** Its own, beside those that all commands with `callsApi` have. */
  readonly options: readonly OptionName[];
  readonly callsApi: boolean;
  readonly examples: readonly string[];
}

export const API_OPTIONS: readonly OptionName[] = ['url', 'token-file', 'profile', 'region'];

export const COMMANDS = {
  credentials: {
    summary: 'temporary credentials for a target, from the cache while they last',
    operand: 'TARGET',
    options: ['permission', 'duration', 'name', 'format', 'no-cache'],
    callsApi: true,
    examples: [
      'eval "$(fedbroker credentials \'s3://amzn-s3-demo-bucket/team-a/*\' --format env)"',
      'credential_process = fedbroker credentials s3://amzn-s3-demo-bucket/team-a/ --url https://broker.example.com --profile caller',
    ],
  },
  ls: {
    summary: 'the first 50 object keys under a target, as KEY => ETAG',
    operand: 'TARGET',
    options: ['all', 'count', 'name'],
    callsApi: true,
    examples: [
      'fedbroker ls s3://amzn-s3-demo-bucket/team-a/',
      'fedbroker ls s3://amzn-s3-demo-bucket/team-a/ --all > keys.txt',
    ],
  },
  grants: {
    summary: 'your grants, one a line',
    options: [],
    callsApi: true,
    examples: ['fedbroker grants'],
  },
  explain: {
    summary: 'what a request would get and why, without making it (refused: exit code 4)',
    operand: 'TARGET',
    options: ['permission', 'duration', 'name'],
    callsApi: true,
    examples: ['fedbroker explain s3://amzn-s3-demo-bucket/team-a/ --permission WRITE'],
  },
  console: {
    summary: 'a sign-in URL for the AWS console: whoever has it within 15 minutes is you',
    operand: 'TARGET',
    options: ['permission', 'name', 'open'],
    callsApi: true,
    examples: ['fedbroker console s3://amzn-s3-demo-bucket/team-a/ --open'],
  },
  completion: {
    summary: 'a script that completes commands and options',
    operand: 'SHELL',
    operandChoices: ['bash', 'zsh', 'fish'],
    options: [],
    callsApi: false,
    examples: [
      'source <(fedbroker completion bash)',
      'fedbroker completion fish > ~/.config/fish/completions/fedbroker.fish',
    ],
  },
} as const satisfies Readonly<Record<string, CommandSpec>>;

export type CommandName = keyof typeof COMMANDS;

export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];

/** All options that a command takes. */
export function optionsOf(command: CommandName): readonly OptionName[] {
  const { options, callsApi }: CommandSpec = COMMANDS[command];
  return [...options, ...(callsApi ? API_OPTIONS : []), 'help'];
}
