/** What surrounds a program, and what the AWS CLI and `fedbroker` do with it. */
export interface Situation {
  readonly title: string;
  /** Content of ~/.aws/config. */
  readonly config?: string;
  /** Content of ~/.aws/credentials. */
  readonly credentials?: string;
  /** In values, AWS is the URL of the stand-in, and HOME is the home folder. A variable that is undefined is not set. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly args?: readonly string[];
  /** `KEY in REGION` if a request is signed so. Otherwise a part of the message. */
  readonly awsCli: string;
  /** What version 1 of the AWS CLI does, if it differs from version 2. */
  readonly awsCliVersion1?: string;
  readonly fedbroker: string;
  /** Why the two differ, if they do. */
  readonly reason?: string;
}

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 's' };

const MACHINE = { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'AWS/machine' };

const DEV = '[profile dev]\naws_access_key_id = AKIADEV\naws_secret_access_key = s\n';

const ROLE = `${DEV}[profile role]\nrole_arn = arn:aws:iam::111122223333:role/TeamA\nsource_profile = dev\n`;

export const SITUATIONS: readonly Situation[] = [
  {
    title: '`AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`',
    env: KEYS,
    awsCli: 'AKIAENV in us-east-1',
    fedbroker: 'AKIAENV in us-east-1',
  },
  {
    title: 'these variables, and a `default` profile',
    env: KEYS,
    config: DEV.replace('profile dev', 'default'),
    awsCli: 'AKIAENV in us-east-1',
    fedbroker: 'AKIAENV in us-east-1',
  },
  {
    title: 'these variables, and `AWS_PROFILE`',
    env: { ...KEYS, AWS_PROFILE: 'dev' },
    config: DEV,
    awsCli: 'AKIAENV in us-east-1',
    fedbroker: 'AKIAENV in us-east-1',
  },
  {
    title: 'these variables, and `AWS_PROFILE` with an unknown name',
    env: { ...KEYS, AWS_PROFILE: 'unknown' },
    config: DEV,
    awsCli: 'The config profile (unknown) could not be found',
    fedbroker: 'there is no AWS profile unknown in ~/.aws/config or ~/.aws/credentials',
  },
  {
    title: 'these variables, and `--profile`',
    env: KEYS,
    config: DEV,
    args: ['--profile', 'dev'],
    awsCli: 'AKIADEV in us-east-1',
    fedbroker: 'AKIADEV in us-east-1',
  },
  {
    title: 'only `AWS_ACCESS_KEY_ID`',
    env: { AWS_ACCESS_KEY_ID: 'AKIAENV' },
    config: DEV.replace('profile dev', 'default'),
    awsCli: 'Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY',
    fedbroker: 'AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not',
  },
  {
    title: 'only `AWS_SECRET_ACCESS_KEY`, and a `default` profile',
    env: { AWS_SECRET_ACCESS_KEY: 's' },
    config: DEV.replace('profile dev', 'default'),
    awsCli: 'AKIADEV in us-east-1',
    fedbroker: 'AKIADEV in us-east-1',
  },
  {
    title: '`--profile` with an unknown name',
    config: DEV,
    args: ['--profile', 'unknown'],
    awsCli: 'The config profile (unknown) could not be found',
    fedbroker: 'there is no AWS profile unknown in ~/.aws/config or ~/.aws/credentials',
  },
  {
    title: '`--profile` with an unknown name, on a machine with a role',
    env: MACHINE,
    config: DEV,
    args: ['--profile', 'unknown'],
    awsCli: 'The config profile (unknown) could not be found',
    fedbroker: 'there is no AWS profile unknown in ~/.aws/config or ~/.aws/credentials',
  },
  {
    title: '`--profile` and `AWS_PROFILE` with different names',
    env: { AWS_PROFILE: 'other' },
    config: `${DEV}${DEV.replaceAll('dev', 'other').replace('AKIADEV', 'AKIAOTHER')}`,
    args: ['--profile', 'dev'],
    awsCli: 'AKIADEV in us-east-1',
    fedbroker: 'AKIADEV in us-east-1',
  },
  {
    title: '`--profile` given twice',
    config: `${DEV}${DEV.replaceAll('dev', 'other').replace('AKIADEV', 'AKIAOTHER')}`,
    args: ['--profile', 'other', '--profile=dev'],
    awsCli: 'AKIADEV in us-east-1',
    fedbroker: 'AKIADEV in us-east-1',
  },
  {
    title: '`AWS_PROFILE` and `AWS_DEFAULT_PROFILE` with different names',
    env: { AWS_PROFILE: 'dev', AWS_DEFAULT_PROFILE: 'other' },
    config: `${DEV}${DEV.replaceAll('dev', 'other').replace('AKIADEV', 'AKIAOTHER')}`,
    awsCli: 'AKIADEV in us-east-1',
    awsCliVersion1: 'AKIAOTHER in us-east-1',
    fedbroker: 'AKIADEV in us-east-1',
  },
  {
    title: '`AWS_PROFILE` is empty',
    env: { AWS_PROFILE: '' },
    config: DEV.replace('profile dev', 'default'),
    awsCli: 'The config profile () could not be found',
    fedbroker: 'AKIADEV in us-east-1',
    reason: 'An empty variable counts as not set.',
  },
  {
    title: 'a profile without credentials, on a machine with a role',
    env: MACHINE,
    config: '[profile empty]\nregion = us-east-1\n',
    args: ['--profile', 'empty'],
    awsCli: 'ASIAMACHINE in us-east-1',
    fedbroker: 'the AWS profile empty has no settings that provide credentials',
    reason: 'Somebody who names a profile wants no other identity.',
  },
  {
    title: 'a profile whose `credential_process` fails, on a machine with a role',
    env: MACHINE,
    config: '[profile failing]\ncredential_process = false\n',
    args: ['--profile', 'failing'],
    awsCli: 'Error when retrieving credentials from custom-process',
    fedbroker: 'the AWS profile failing runs a credential_process that failed',
  },
  {
    title: 'a `default` profile whose `credential_process` fails, on a machine with a role',
    env: MACHINE,
    config: '[default]\ncredential_process = false\n',
    awsCli: 'Error when retrieving credentials from custom-process',
    fedbroker: 'the AWS profile default runs a credential_process that failed',
  },
  {
    title: 'a `default` profile with only a region, on a machine with a role',
    env: MACHINE,
    config: '[default]\nregion = eu-west-1\n',
    awsCli: 'ASIAMACHINE in us-east-1',
    fedbroker: 'ASIAMACHINE in us-east-1',
  },
  {
    title: 'no credentials at all',
    awsCli: 'Unable to locate credentials',
    fedbroker: 'there are no AWS credentials: sign in to AWS',
  },
  {
    title: 'a role in a profile, with a source profile',
    config: ROLE,
    args: ['--profile', 'role'],
    awsCli: 'ASIAROLE in us-east-1',
    fedbroker: 'ASIAROLE in us-east-1',
  },
  {
    title: 'a role in a profile, and keys in the environment',
    env: KEYS,
    config: ROLE,
    args: ['--profile', 'role'],
    awsCli: 'ASIAROLE in us-east-1',
    fedbroker: 'ASIAROLE in us-east-1',
  },
  {
    title: 'a role that uses `credential_source = Environment`',
    env: KEYS,
    config: ROLE.replace('source_profile = dev', 'credential_source = Environment'),
    args: ['--profile', 'role'],
    awsCli: 'ASIAROLE in us-east-1',
    fedbroker: 'ASIAROLE in us-east-1',
  },
  {
    title: 'a role that uses `credential_source = EcsContainer`',
    env: MACHINE,
    config: ROLE.replace('source_profile = dev', 'credential_source = EcsContainer'),
    args: ['--profile', 'role'],
    awsCli: 'ASIAROLE in us-east-1',
    fedbroker: 'ASIAROLE in us-east-1',
  },
  {
    title: 'a role whose source profile does not exist',
    config: ROLE.replace('source_profile = dev', 'source_profile = gone'),
    args: ['--profile', 'role'],
    awsCli: 'The source_profile "gone" referenced in the profile "role" does not exist',
    fedbroker: 'the AWS profile role cannot assume the role arn:aws:iam::111122223333:role/TeamA',
  },
  {
    title: 'a role that needs an MFA code, without a terminal',
    config: `${ROLE}mfa_serial = arn:aws:iam::111122223333:mfa/alice\n`,
    args: ['--profile', 'role'],
    awsCli: 'Enter MFA code for arn:aws:iam::111122223333:mfa/alice',
    fedbroker: 'the AWS profile role needs an MFA code, and there is no terminal to ask for it',
    reason: 'A prompt that nobody can answer helps nobody.',
  },
  {
    title: 'a web identity in the environment, and a `default` profile with keys',
    env: {
      AWS_WEB_IDENTITY_TOKEN_FILE: 'HOME/token',
      AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/Pod',
    },
    config: DEV.replace('profile dev', 'default'),
    awsCli: 'ASIAROLE in us-east-1',
    fedbroker: 'ASIAROLE in us-east-1',
  },
  {
    title: 'a web identity in a profile',
    config: `[profile pod]\nrole_arn = arn:aws:iam::111122223333:role/Pod\nweb_identity_token_file = HOME/token\n`,
    args: ['--profile', 'pod'],
    awsCli: 'ASIAROLE in us-east-1',
    fedbroker: 'ASIAROLE in us-east-1',
  },
  {
    title: 'a profile of IAM Identity Center, without a sign-in',
    config:
      '[profile sso]\nsso_session = company\nsso_account_id = 111122223333\nsso_role_name = Engineer\n[sso-session company]\nsso_start_url = https://company.awsapps.com/start\nsso_region = us-east-1\nsso_registration_scopes = sso:account:access\n',
    args: ['--profile', 'sso'],
    awsCli: 'Error loading SSO Token: Token for company does not exist',
    fedbroker:
      'you are not signed in to AWS, or your sign-in has expired: run aws sso login --profile sso',
  },
  {
    title: 'a `credential_process` that writes to standard error, too',
    config: `[profile process]\ncredential_process = sh -c "echo warning >&2; cat HOME/output"\n`,
    args: ['--profile', 'process'],
    awsCli: 'ASIAPROCESS in us-east-1',
    fedbroker: 'ASIAPROCESS in us-east-1',
  },
  {
    title: 'a `credential_process` with the syntax of a shell (`~`, `$HOME`, pipes)',
    config: '[profile process]\ncredential_process = cat $HOME/output | cat\n',
    args: ['--profile', 'process'],
    awsCli: 'Error when retrieving credentials from custom-process',
    fedbroker: 'ASIAPROCESS in us-east-1',
    reason: 'The AWS SDK for JavaScript runs the command in a shell.',
  },
  {
    title: '`AWS_REGION` and `AWS_DEFAULT_REGION` with different regions',
    env: { ...KEYS, AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' },
    awsCli: 'AKIAENV in eu-west-1',
    awsCliVersion1: 'AKIAENV in eu-west-2',
    fedbroker: 'AKIAENV in eu-west-1',
  },
  {
    title: 'a region in the profile, and another one in the environment',
    env: { AWS_REGION: 'eu-west-1' },
    config: `${DEV}region = eu-west-2\n`,
    args: ['--profile', 'dev'],
    awsCli: 'AKIADEV in eu-west-1',
    awsCliVersion1: 'AKIADEV in us-east-1',
    fedbroker: 'AKIADEV in eu-west-1',
  },
  {
    title: '`--region`, and another region in the environment',
    env: { ...KEYS, AWS_REGION: 'eu-west-1' },
    args: ['--region', 'eu-west-2'],
    awsCli: 'AKIAENV in eu-west-2',
    fedbroker: 'AKIAENV in eu-west-2',
  },
  {
    title: 'keys in the environment, and the region of the `default` profile',
    env: { ...KEYS, AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined },
    config: '[default]\nregion = eu-west-2\n',
    awsCli: 'AKIAENV in eu-west-2',
    fedbroker: 'AKIAENV in eu-west-2',
  },
  {
    title: 'a profile in both files, with different keys',
    config: DEV,
    credentials: '[dev]\naws_access_key_id = AKIACREDENTIALS\naws_secret_access_key = s\n',
    args: ['--profile', 'dev'],
    awsCli: 'AKIACREDENTIALS in us-east-1',
    fedbroker: 'AKIACREDENTIALS in us-east-1',
  },
  {
    title: 'a section `[dev]` in `~/.aws/config`, without the word profile',
    config: DEV.replace('profile dev', 'dev'),
    args: ['--profile', 'dev'],
    awsCli: 'The config profile (dev) could not be found',
    fedbroker: 'there is no AWS profile dev',
  },
  {
    title: 'configuration files with Windows line ends',
    config: DEV.replaceAll('\n', '\r\n'),
    args: ['--profile', 'dev'],
    awsCli: 'AKIADEV in us-east-1',
    fedbroker: 'AKIADEV in us-east-1',
  },
  {
    title: 'a configuration file that begins with a byte order mark',
    config: `\uFEFF${DEV}`,
    args: ['--profile', 'dev'],
    awsCli: 'Unable to parse config file',
    fedbroker: 'AKIADEV in us-east-1',
    reason: 'The AWS SDK for JavaScript reads it.',
  },
  {
    title: 'a profile name with a space',
    config: DEV.replace('profile dev', 'profile "dev team"'),
    args: ['--profile', 'dev team'],
    awsCli: 'AKIADEV in us-east-1',
    fedbroker: 'there is no AWS profile dev team',
    reason: 'The AWS SDK for JavaScript does not read such names.',
  },
  {
    title: 'an option that is not written in full (`--reg eu-west-2`)',
    env: KEYS,
    args: ['--reg', 'eu-west-2'],
    awsCli: 'AKIAENV in eu-west-2',
    fedbroker: 'unknown option --reg',
    reason: 'A script that uses a short form breaks when a new option begins with it.',
  },
  {
    title: '`AWS_CONFIG_FILE` that begins with `~`',
    env: { AWS_CONFIG_FILE: '~/.aws/config' },
    config: DEV,
    args: ['--profile', 'dev'],
    awsCli: 'AKIADEV in us-east-1',
    fedbroker: 'AKIADEV in us-east-1',
  },
  {
    title: '`AWS_CONFIG_FILE` that names a missing file',
    env: { ...KEYS, AWS_CONFIG_FILE: '/nowhere/config' },
    awsCli: 'AKIAENV in us-east-1',
    fedbroker: 'AKIAENV in us-east-1',
  },
];
