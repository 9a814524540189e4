import { CLIENT_NAMES } from './client-names.ts';

/** Describes an option of the command line. */
export interface OptionSpec {
  /** The placeholder of the value in the help. A flag has none. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly summary: string;
}

export const OPTIONS = {
  permission: {
    value: 'PERMISSION',
    choices: ['LIST', 'READ', 'UPLOAD', 'WRITE', 'READWRITE'],
    summary: 'what you want to do (default READ)',
  },
  policy: {
    value: 'FILE',
    summary: 'a file with an IAM policy that says what the session may do, in place of ACCESS',
  },
  duration: {
    value: 'TIME',
    summary:
      '90m, 2h or seconds; at most what the grant allows (default 1h, or less if the grant allows less)',
  },
  name: { value: 'NAME', summary: 'the federated user name, if your grant requires one' },
  format: {
    value: 'FORMAT',
    choices: ['process', 'env', 'powershell', 'windows-cmd', 'fish', 'json'],
    summary:
      'for credential_process, as commands of a shell (env: sh, bash and zsh), or as JSON (default process)',
  },
  'no-cache': { summary: 'do not use the cache' },
  all: { summary: 'print all keys, not only the first 50' },
  count: { summary: 'print only the number of keys' },
  open: { summary: 'open the link in a browser instead of printing it' },
  url: { value: 'URL', summary: 'the URL of the API (default $FEDBROKER_URL)' },
  'token-file': {
    value: 'FILE',
    summary: 'a file with the OpenID Connect token to send (default $FEDBROKER_TOKEN_FILE)',
  },
  profile: { value: 'NAME', summary: 'the AWS profile to sign with, if you send no token' },
  region: {
    value: 'REGION',
    summary:
      "the region of the API, if its URL does not contain it (default $AWS_REGION, or the profile's region)",
  },
  issuer: {
    value: 'ISSUER',
    summary:
      'where you sign in: an https URL (default $FEDBROKER_ISSUER, or what the portal of the API says)',
  },
  'client-id': {
    value: 'ID',
    summary:
      'the id of fedbroker at the issuer (default $FEDBROKER_CLIENT_ID, or that of the portal)',
  },
  scope: {
    value: 'SCOPES',
    summary:
      'the scopes to ask for, separated by spaces (default openid or what the portal says, and offline_access if the issuer lists it)',
  },
  audience: { value: 'AUDIENCE', summary: 'the API that the token is for, if the issuer needs it' },
  token: {
    value: 'KIND',
    choices: ['access', 'id'],
    summary: 'the token that the API gets (default access, or what the portal says)',
  },
  'redirect-uri': {
    value: 'URI',
    summary:
      'where the browser returns to on this machine, as the issuer knows it (default http://127.0.0.1/callback with any port)',
  },
  device: { summary: 'show a code to sign in with on another device' },
  help: { summary: 'show this help' },
  version: { summary: 'show the version' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export type OptionName = keyof typeof OPTIONS;

export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[];

/** Describes an argument that follows the command and is not an option. All operands are required. */
export interface OperandSpec {
  /** The placeholder for the operand in the help. */
  readonly value: string;
  readonly choices?: readonly string[];
  /** Whether more operands of this kind may follow. Only the last operand of a command may repeat. */
  readonly repeats?: boolean;
  /** The option that can take the place of the operand. */
  readonly option?: OptionName;
}

const TARGET: OperandSpec = { value: 'TARGET' };

/** A target, or `PERMISSION=TARGET`. */
const ACCESSES: OperandSpec = { value: 'ACCESS', repeats: true, option: 'policy' };

/** Describes a command of the command line. */
export interface CommandSpec {
  readonly summary: string;
  readonly operands: readonly OperandSpec[];
  /** The options of this command. `API_OPTIONS` are not in this list. */
  readonly options: readonly OptionName[];
  /** Whether the command calls the API, or prints how to call it. */
  readonly hasApiOptions: boolean;
  readonly examples: readonly string[];
}

export const API_OPTIONS: readonly OptionName[] = ['url', 'token-file', 'profile', 'region'];

export const COMMANDS = {
  credentials: {
    summary: 'print temporary credentials for one target or several',
    operands: [ACCESSES],
    options: ['permission', 'policy', 'duration', 'name', 'format', 'no-cache'],
    hasApiOptions: true,
    examples: [
      'eval "$(fedbroker credentials s3://amzn-s3-demo-bucket/team-a/ --format env)"',
      'fedbroker credentials s3://amzn-s3-demo-bucket/team-a/ --format powershell | Invoke-Expression',
      'fedbroker credentials READ=s3://amzn-s3-demo-bucket/in/ WRITE=s3://amzn-s3-demo-bucket/out/',
      'fedbroker credentials --policy policy.json',
      'credential_process = fedbroker credentials s3://amzn-s3-demo-bucket/team-a/ --url https://broker.example.com --profile caller',
    ],
  },
  ls: {
    summary: 'list the first 50 object keys of a target as KEY => ETAG',
    operands: [TARGET],
    options: ['all', 'count', 'name'],
    hasApiOptions: true,
    examples: [
      'fedbroker ls s3://amzn-s3-demo-bucket/team-a/',
      'fedbroker ls s3://amzn-s3-demo-bucket/team-a/ --all > keys.txt',
    ],
  },
  grants: {
    summary: 'list your grants, one per line',
    operands: [],
    options: [],
    hasApiOptions: true,
    examples: ['fedbroker grants'],
  },
  explain: {
    summary: 'say what you would get and why, without issuing credentials',
    operands: [ACCESSES],
    options: ['permission', 'policy', 'duration', 'name'],
    hasApiOptions: true,
    examples: ['fedbroker explain s3://amzn-s3-demo-bucket/team-a/ --permission WRITE'],
  },
  console: {
    summary: 'print a link that opens the AWS console: a password for 15 minutes',
    operands: [TARGET],
    options: ['permission', 'duration', 'name', 'open'],
    hasApiOptions: true,
    examples: ['fedbroker console s3://amzn-s3-demo-bucket/team-a/ --open'],
  },
  config: {
    summary: 'print the lines that make another S3 client use a target',
    operands: [{ value: 'CLIENT', choices: CLIENT_NAMES }, TARGET],
    options: ['permission', 'duration', 'name'],
    hasApiOptions: true,
    examples: [
      'fedbroker config aws s3://amzn-s3-demo-bucket/team-a/',
      'fedbroker config rclone s3://amzn-s3-demo-bucket/team-a/ --permission READWRITE',
    ],
  },
  login: {
    summary: 'sign in at your issuer; later commands then send your token',
    operands: [],
    options: ['issuer', 'client-id', 'scope', 'audience', 'token', 'redirect-uri', 'device', 'url'],
    hasApiOptions: false,
    examples: [
      'fedbroker login',
      'fedbroker login --issuer https://login.example.com --client-id fedbroker',
    ],
  },
  logout: {
    summary: 'forget your sign-in and the cached credentials',
    operands: [],
    options: ['url'],
    hasApiOptions: false,
    examples: ['fedbroker logout'],
  },
  completion: {
    summary: 'print a script for command completion in a shell',
    operands: [{ value: 'SHELL', choices: ['bash', 'zsh', 'fish'] }],
    options: [],
    hasApiOptions: false,
    examples: [
      // `source <(…)` does nothing in bash 3.2 of macOS.
      'eval "$(fedbroker completion bash)"',
      'fedbroker completion fish > ~/.config/fish/completions/fedbroker.fish',
    ],
  },
} as const satisfies Readonly<Record<string, CommandSpec>>;

export type CommandName = keyof typeof COMMANDS;

export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];

/** Returns all options of a command. */
export function optionsOf(command: CommandName): readonly OptionName[] {
  const { options, hasApiOptions }: CommandSpec = COMMANDS[command];
  return [...options, ...(hasApiOptions ? API_OPTIONS : []), 'help'];
}
