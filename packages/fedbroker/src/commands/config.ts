import path from 'node:path';
import { dnsSuffixOf, parseApiUrl, regionOf } from '../api-url.ts';
import { isReadOnce } from '../bearer-token.ts';
import { chooseCaller } from '../caller.ts';
import type { ClientName } from '../client-names.ts';
import { RECIPES } from '../clients/recipes.ts';
import { ENDS_LINE, type Section, type Setup } from '../clients/setup.ts';
import type { Invocation, Options } from '../command-line.ts';
import { chosenProfile } from '../credential-source.ts';
import { parseDuration } from '../duration.ts';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import type { Host } from '../host.ts';
import { parseTarget, prefixOf, type Target } from '../target.ts';

/** With other characters, a name could change the meaning of a configuration file. */
const REGION = /^[a-z\d-]+$/;

/** Prints the configuration of an S3 client. Calls no API and prints no secrets. Throws Failure. */
export async function config({ operands, options }: Invocation, host: Host): Promise<ExitCode> {
  const [client, text = ''] = operands;
  const recipe = RECIPES[client as ClientName];
  const sections = recipe(await setupOf(folderOf(parseTarget(text), text), options, host));
  await host.stdout.write(sections.map(textOf).join('\n'));
  return EXIT.done;
}

function textOf({ place, lines }: Section): string {
  return [`# ${place}`, ...lines, ''].join('\n');
}

/** Returns the target if it is a folder or a whole bucket, and stays on its line in a configuration file. */
function folderOf(target: Target, text: string): Target {
  const prefix = prefixOf(target);
  if (prefix !== '' && !prefix.endsWith('/')) {
    throw new Failure('usage', `config needs a folder: write ${text.replace(/\*$/, '')}/`);
  }
  if (ENDS_LINE.test(text)) {
    throw new Failure(
      'usage',
      'config cannot write this target into a configuration file, because it contains a control character, or # or ; after a space',
    );
  }
  return target;
}

async function setupOf(target: Target, options: Options, host: Host): Promise<Setup> {
  const { env, userId } = host;
  const apiUrl = parseApiUrl(options.url ?? env.FEDBROKER_URL);
  const region =
    options.region ?? regionOf(apiUrl) ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined);
  if (region === undefined) {
    throw new Failure('usage', 'which region is the bucket in? Set AWS_REGION or give --region');
  }
  if (!REGION.test(region)) {
    throw new Failure(
      'usage',
      `${JSON.stringify(region)} is not the name of a region, such as eu-central-1`,
    );
  }
  const local = env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || undefined;
  const { permission = 'READ' } = options;
  const { bucket } = target;
  const prefix = prefixOf(target);
  return {
    bucket,
    prefix,
    canList: ['LIST', 'READ', 'READWRITE'].includes(permission),
    canRead: ['READ', 'READWRITE'].includes(permission),
    canWrite: ['UPLOAD', 'WRITE', 'READWRITE'].includes(permission),
    credentialsArguments: [
      'credentials',
      `s3://${bucket}/${prefix}`,
      ...[
        ['permission', permission],
        ['duration', checkedDuration(options.duration)],
        ['name', options.name],
        ['url', apiUrl],
        ...(await callerOptions(options, apiUrl, region, host)),
      ].flatMap(([name, value]) => (value ? [`--${name}`, value] : [])),
    ],
    isWindows: userId === undefined,
    region,
    s3Url: local === undefined ? awsUrl(region) : endpointOf(local),
    isLocal: local !== undefined,
  };
}

type OptionPair = readonly [name: string, value: string | undefined];

/** Returns the options that make `fedbroker credentials` choose the caller that this command line chooses. */
async function callerOptions(
  options: Options,
  apiUrl: string,
  region: string,
  host: Host,
): Promise<readonly OptionPair[]> {
  const caller = await chooseCaller(options, apiUrl, host);
  switch (caller.kind) {
    case 'token-file':
      return [['token-file', await lastingFile(caller.file)]];
    case 'sign-in':
      return [];
    case 'aws':
      return [
        ['profile', chosenProfile(caller.profile, host.env)],
        ['region', regionOf(apiUrl) === undefined ? region : undefined],
      ];
  }
}

/** Returns the absolute path, because the client may run `fedbroker` in another working directory. */
async function lastingFile(tokenFile: string): Promise<string> {
  if (await isReadOnce(tokenFile)) {
    throw new Failure(
      'usage',
      `the token file ${tokenFile} cannot be read again later: write the token to a regular file, and give that file`,
    );
  }
  return path.resolve(tokenFile);
}

function checkedDuration(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `${parseDuration(text)}s`;
}

/** https://docs.aws.amazon.com/general/latest/gr/s3.html */
function awsUrl(region: string): string {
  return `https://s3.${region}.${dnsSuffixOf(region)}`;
}

function endpointOf(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new Failure(
      'usage',
      'AWS_ENDPOINT_URL must be a web address, such as http://127.0.0.1:4566',
    );
  }
  return new URL(text).origin;
}
