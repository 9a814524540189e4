import { statSync } from 'node:fs';
import fs from 'node:fs/promises';
import { CLIENT_NAMES } from '../../src/client-names.ts';
import { parseCommandLine } from '../../src/command-line.ts';
import { EXIT } from '../../src/failure.ts';
import { StoredLogin } from '../../src/login/stored-login.ts';
import { TestHost, tokenOf } from '../test-host.ts';

const FOLDER = 's3://amzn-s3-demo-bucket/team-a/';

const API = 'https://abcde12345.execute-api.eu-west-1.amazonaws.com';

let host: TestHost;

beforeEach(() => {
  host = new TestHost();
  host.env = { FEDBROKER_URL: API, FEDBROKER_TOKEN_FILE: '/home/alice/token.jwt' };
});

afterEach(() => {
  jest.restoreAllMocks();
  host.remove();
});

async function linesFor(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await host.run('config', ...args);
  expect([exitCode, stderr]).toEqual([EXIT.done, '']);
  return stdout;
}

async function refusalOf(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await host.run('config', ...args);
  expect([exitCode, stdout]).toEqual([EXIT.usage, '']);
  return stderr;
}

test('the configuration for the AWS CLI is a profile that runs fedbroker, followed by example commands', async () => {
  expect(await linesFor('aws', FOLDER, '--permission', 'READWRITE')).toBe(`# Add to ~/.aws/config
[profile brokered]
credential_process = fedbroker credentials s3://amzn-s3-demo-bucket/team-a/ --permission READWRITE --url ${API} --token-file /home/alice/token.jwt --format process
region = eu-west-1
s3 =
    signature_version = s3v4

# Try it
aws s3 ls s3://amzn-s3-demo-bucket/team-a/ --profile brokered
aws s3 cp report.csv s3://amzn-s3-demo-bucket/team-a/ --profile brokered
`);
});

test('without permission to read objects, the rclone configuration turns off the reads before and after uploads', async () => {
  const lines = await linesFor('rclone', FOLDER, '--permission', 'UPLOAD');
  expect(lines).toContain(`# Add to ~/.config/rclone/rclone.conf
[brokered]
type = s3
provider = AWS
env_auth = true
profile = brokered
region = eu-west-1
no_check_bucket = true
no_head = true
no_head_object = true

# Try it
rclone copy report.csv brokered:amzn-s3-demo-bucket/team-a/ --no-check-dest --no-traverse
`);
});

test.each(CLIENT_NAMES)(
  'the URLs in the configuration for %s are those of the API and of Amazon S3',
  async (client) => {
    const lines = await linesFor(client, FOLDER);
    expect(lines).not.toMatch(/endpoint_url|path_?style|127\.0\.0\.1/i);
    for (const [url] of lines.matchAll(/https?:\/\/[\w.-]+/g)) {
      expect([API, 'https://s3.eu-west-1.amazonaws.com']).toContain(url);
    }
  },
);

test.each(CLIENT_NAMES)(
  'the configuration for %s contains the URL in AWS_ENDPOINT_URL',
  async (client) => {
    host.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:4566/';
    const lines = await linesFor(client, FOLDER);
    expect(lines).toContain('127.0.0.1:4566');
    expect(lines).not.toContain('amazonaws.com/');
    expect(lines).not.toContain('4566/\n');
  },
);

test.each(CLIENT_NAMES)(
  'the command that %s runs has the options of the command line, and the profile in AWS_PROFILE',
  async (client) => {
    delete host.env.FEDBROKER_TOKEN_FILE;
    host.env.AWS_PROFILE = 'my team';
    const lines = await linesFor(client, FOLDER, '--duration', '2h', '--name', 'User1');
    const [, command = ''] =
      /fedbroker (credentials .*? --format (?:env|process))/.exec(lines) ?? [];
    expect(parseCommandLine(command.replace("'my team'", 'my+team').split(' '))).toMatchObject({
      kind: 'run',
      invocation: {
        command: 'credentials',
        operands: [FOLDER],
        options: {
          permission: 'READ',
          duration: '7200s',
          name: 'User1',
          url: API,
          profile: 'my+team',
        },
      },
    });
  },
);

test('the path of the token file becomes absolute, because clients run in other folders', async () => {
  const lines = await linesFor('aws', FOLDER, '--token-file', 'my token');
  expect(lines).toContain(`--token-file '${process.cwd()}/my token'`);
});

/** Whether these names stand for a regular file depends on the system, and on who starts the tests. They are refused in any case. */
const REGULAR = statSync(__filename);

test.each([
  ['/dev/null', undefined],
  ['/dev/stdin', REGULAR],
  ['/dev/fd/3', REGULAR],
])(
  'the token file %s, which can be read only once, is refused, because clients run the command later',
  async (file, stats) => {
    if (stats !== undefined) {
      jest.spyOn(fs, 'stat').mockResolvedValue(stats);
    }
    expect(await refusalOf('aws', FOLDER, '--token-file', file)).toBe(
      `fedbroker: the token file ${file} cannot be read again later: write the token to a regular file, and give that file\n`,
    );
  },
);

test('a token file may be in /dev/shm', async () => {
  const lines = await linesFor('aws', FOLDER, '--token-file', '/dev/shm/token');
  expect(lines).toContain('--token-file /dev/shm/token --format');
});

test('for an API with a custom domain, the credentials command has the option --region', async () => {
  host.env = { FEDBROKER_URL: 'https://broker.example.com', AWS_REGION: 'eu-west-2' };
  expect(await linesFor('aws', FOLDER)).toContain('--region eu-west-2 --format process');
});

test.each([
  ['cn-north-1', 'amazonaws.com.cn'],
  ['eusc-de-east-1', 'amazonaws.eu'],
])('config accepts a whole bucket, and the URL of S3 in %s ends in %s', async (region, suffix) => {
  const lines = await linesFor('s3fs', 's3://amzn-s3-demo-bucket', '--region', region);
  expect(lines).toContain(
    `s3fs amzn-s3-demo-bucket MOUNTPOINT -o url=https://s3.${region}.${suffix},`,
  );
});

test('a sign-in is used although AWS_PROFILE is set, and the option --profile replaces it', async () => {
  host.env = { FEDBROKER_URL: API, AWS_PROFILE: 'dev' };
  await StoredLogin.of(API, host)?.write({
    settings: {
      issuer: 'https://login.example.com',
      clientId: 'cli',
      token: 'access',
      scope: 'openid',
      wantsRefreshToken: true,
      parameters: {},
      redirectUri: 'http://127.0.0.1/callback',
    },
    tokens: { token: tokenOf({ sub: 'alice' }) },
  });
  expect(await linesFor('aws', FOLDER)).toContain(` --url ${API} --format process`);
  expect(await linesFor('aws', FOLDER, '--profile', 'dev')).toContain(' --profile dev --format');
});

test('AWS_DEFAULT_PROFILE counts if AWS_PROFILE is not set, as for the other commands', async () => {
  host.env = { FEDBROKER_URL: API, AWS_DEFAULT_PROFILE: 'old' };
  expect(await linesFor('aws', FOLDER)).toContain(' --profile old --format');
});

test('keys in the environment come before AWS_PROFILE, as for the other commands', async () => {
  host.env = { FEDBROKER_URL: API, AWS_PROFILE: 'dev', AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' };
  expect(await linesFor('aws', FOLDER)).not.toContain('--profile dev');
  expect(await linesFor('aws', FOLDER, '--profile', 'dev')).toContain(' --profile dev --format');
});

test('on Windows, the command names the .cmd file that npm installs, and has double quotes', async () => {
  Object.assign(host, { userId: undefined });
  const lines = await linesFor('aws', FOLDER, '--token-file', 'my token');
  expect(lines).toContain('credential_process = fedbroker.cmd credentials s3://');
  expect(lines).toContain(`--token-file "${process.cwd()}/my token" --format process`);
});

test.each([
  ['a #b', undefined],
  ['a\nregion = x', undefined],
  ['a" & calc & "', undefined],
  ['%PATH%', undefined],
  ['a b\\', undefined],
  ['a #b', 0],
  ['a\nregion = x', 0],
])(
  'an option that would change the meaning of a profile is refused (%j, user id %j)',
  async (name, userId) => {
    Object.assign(host, { userId });
    expect(await refusalOf('aws', FOLDER, '--name', name)).toContain(
      'into ~/.aws/config, because it contains',
    );
  },
);

test.each(['eu-west-1\ncredential_process = calc', 'eu-west-1/', 'EU'])(
  '%j is refused, because it is not the name of a Region',
  async (region) => {
    expect(await refusalOf('aws', FOLDER, '--region', region)).toBe(
      `fedbroker: ${JSON.stringify(region)} is not the name of a region, such as eu-central-1\n`,
    );
  },
);

test('on Windows, the command for a shell is the same as elsewhere', async () => {
  const elsewhere = await linesFor('s3cmd', 's3://b/$HOME/');
  Object.assign(host, { userId: undefined });
  const lines = await linesFor('s3cmd', 's3://b/$HOME/');
  expect(lines).toBe(elsewhere);
  expect(lines).toContain(`eval "$(fedbroker credentials 's3://b/$HOME/' --permission`);
});

test.each([
  [['aws', 's3://b/team-a'], 'config needs a folder: write s3://b/team-a/'],
  [['aws', 's3://b/team-*'], 'config needs a folder: write s3://b/team-/'],
  [['aws', 's3://b/a\n[profile default]/'], 'it contains a control character'],
  [['aws', 's3://b/a #b/'], '# or ; after a space'],
  [['mc', 's3://b/a\n[profile default]/'], 'cannot write this target into a configuration file'],
  [['mc', 's3://b/a #b/'], 'cannot write this target into a configuration file'],
  [['aws', FOLDER, '--profile', 'a', '--token-file', 'b'], 'either --token-file or --profile'],
  [['aws', FOLDER, '--duration', 'long'], '--duration must be like 90m'],
])('%j is refused', async (args, message) => {
  expect(await refusalOf(...args)).toContain(message);
});

test('if the region is missing or AWS_ENDPOINT_URL is invalid, the message says what to set', async () => {
  host.env.AWS_ENDPOINT_URL = 'localhost:4566';
  expect((await host.run('config', 'aws', FOLDER)).stderr).toContain('must be a web address');
  host.env = { FEDBROKER_URL: 'https://broker.example.com' };
  expect((await host.run('config', 'aws', FOLDER)).stderr).toContain('give --region');
});
