import path from 'node:path';
import type { JwtAuthentication } from '../../core/configuration/authentication.ts';
import type { TokenResponse } from '../../core/responses/token-response.ts';
import { shellWord } from '../shell-word.ts';
import {
  awsConfigIn,
  clientFolder,
  type Profile,
  STATE_DIRECTORY,
  writeAwsConfig,
  writeOwnerOnly,
  writeSigningCurlConfig,
  writeTokenFiles,
} from './client-files.ts';
import { writeEnvironmentFile } from './environment-file.ts';
import { portalUrls, SIGN_IN_CLIENT } from './portals.ts';
import {
  askForTarget,
  curlConfigOf,
  issuedProfileOf,
  PrintedCommands,
  tokenFileOf,
} from './printed-commands.ts';
import { apiLabel, apiUrlOf, type RunningBroker } from './run-broker.ts';
import { hasSignIn } from './sample-people.ts';
import { iamSample, jwtSample, type SampleRequest } from './sample-request.ts';
import { credentialsOf } from './signed-fetch.ts';

type Print = (line: string) => void;

export interface IntroductionOptions {
  readonly client: string | undefined;
  readonly configurationPath?: string;
}

/**
 * Prints all addresses and files, an example listing for each kind of caller, and commands that work as printed.
 *
 * @param client the command that runs the command-line client from this folder. Undefined if the client is not installed
 * @param configurationPath the configuration file of this repository's app. Undefined for another app
 */
export async function introduce(
  broker: RunningBroker,
  { client, configurationPath }: IntroductionOptions,
  print: Print,
): Promise<void> {
  const role = iamSample(broker);
  const token = jwtSample(broker);
  const samples = [role, token].filter((sample) => sample !== undefined);
  const { endpointUrl } = broker.local;
  const folder = await clientFolder(STATE_DIRECTORY, endpointUrl);
  await writeFiles(broker, samples, folder, print);
  if (folder !== STATE_DIRECTORY) {
    print(
      `The files directly in ${STATE_DIRECTORY} belong to another broker that is still running.`,
    );
  }
  const section = (title: string, lines: readonly string[]) => {
    print([`\n== ${title}`, ...lines].join('\n'));
  };
  for (const [name, url] of portalUrls(broker)) {
    section('Use the portal in a browser', portalLines(broker, name, url));
  }
  if (samples.length === 0) {
    print('\nThere is no sample request, because no grant lets its grantee read a folder.');
    return;
  }
  print('\nTo try the broker, run these commands in another terminal, in this folder.');
  const commandsOf = (sample: SampleRequest) =>
    new PrintedCommands(sample, { folder, endpointUrl, client });
  if (role !== undefined) {
    section('Try it as a role', await commandsOf(role).allowed());
  }
  if (token !== undefined) {
    section('Try it with a token', await commandsOf(token).allowed());
  }
  if (client !== undefined) {
    for (const authentication of broker.authentication) {
      if (authentication.type === 'jwt' && hasSignIn(authentication)) {
        const { name } = authentication;
        section(
          `Sign in as a person${name === undefined ? '' : ` of "${name}"`}`,
          await signInCommands(broker, authentication, client),
        );
      }
    }
  }
  const refused = await Promise.all(samples.map((sample) => commandsOf(sample).refused()));
  section('See it refused', refused.flat());
  if (configurationPath !== undefined) {
    section('Deploy a change with the CDK CLI', cdkCommands(broker, folder, configurationPath));
  }
}

function portalLines(
  { people }: RunningBroker,
  authentication: string,
  url: string,
): readonly string[] {
  const names = people
    .filter(({ identity }) => identity.authentication === authentication)
    .map(({ identity }) => identity.subject);
  return [
    'Open this page and choose "Sign in":',
    `  ${url}`,
    `The sign-in page of this machine asks for no password. Sign in as ${names.join(' or ')}.`,
  ];
}

/** The sign-in page of the local issuer lists the people, and asks for no password. */
async function signInCommands(
  { local, apiUrl }: RunningBroker,
  { name, issuer, scopes, portal }: JwtAuthentication,
  client: string,
): Promise<readonly string[]> {
  if (portal !== undefined) {
    // The API says where people sign in, and where the local issuer is.
    return signInLines(`  FEDBROKER_URL=${apiUrl('jwt', name)} ${client}`, 'login');
  }
  const { localUrl } = await local.oidc.issuer(issuer);
  const start = `  FEDBROKER_ISSUER_ENDPOINT=${localUrl} FEDBROKER_URL=${apiUrl('jwt', name)} ${client}`;
  const scope =
    scopes.length === 0
      ? ''
      : ` --scope ${shellWord(['openid', 'offline_access', ...scopes].join(' '))}`;
  return signInLines(start, `login --issuer ${issuer} --client-id ${SIGN_IN_CLIENT}${scope}`);
}

function signInLines(start: string, login: string): readonly string[] {
  return [
    'Choose who you are on the sign-in page, which opens in your browser:',
    `${start} ${login}`,
    'List your grants, and sign out:',
    `${start} grants`,
    `${start} logout`,
  ];
}

/** The profile contains the address of the local AWS, so these CDK CLI commands never reach AWS. */
function cdkCommands(
  { local }: RunningBroker,
  folder: string,
  configurationPath: string,
): readonly string[] {
  const { accountId, region } = local.account;
  const cdk = `  AWS_CONFIG_FILE=${awsConfigIn(folder)} AWS_PROFILE=operator npx cdk`;
  const context = `--context config=${shellWord(configurationPath)}`;
  return [
    'Run this command once:',
    `${cdk} bootstrap aws://${accountId}/${region}`,
    'What would a deployment change? Nothing, until you edit the configuration or its grants:',
    `${cdk} diff ${context}`,
    'Deploy it:',
    `${cdk} deploy ${context} --require-approval never`,
  ];
}

/** Writes the files that the printed commands need, and prints their paths. */
async function writeFiles(
  broker: RunningBroker,
  samples: readonly SampleRequest[],
  folder: string,
  print: Print,
): Promise<void> {
  const { local, callers, operator, people, authentication, physicalId } = broker;
  const { accountId, region } = local.account;
  const profiles = [
    { name: 'operator', credentials: operator },
    ...callers.map(({ profile, credentials }) => ({ name: profile, credentials })),
    ...(await Promise.all(samples.map(issuedProfile))),
  ];
  // The folder may be in an app whose own .gitignore does not list it.
  writeOwnerOnly(path.join(STATE_DIRECTORY, '.gitignore'), '*\n');
  const awsConfig = awsConfigIn(folder);
  writeAwsConfig(awsConfig, profiles, { endpointUrl: local.endpointUrl, region });
  writeCurlConfigs(broker, folder);
  const environmentFile = writeEnvironmentFile(broker, folder);

  print(`The broker runs on this machine as account ${accountId} in ${region}. Ctrl-C stops it.`);
  const facts = [
    ...authentication.map((entry) => [`${apiLabel(entry)} API`, apiUrlOf(broker, entry)]),
    ['AWS', local.endpointUrl],
    ['secret', physicalId('secret')],
    ['audit', physicalId('auditLog')],
    ['profiles', `${awsConfig}: ${profiles.map(({ name }) => name).join(', ')}`],
    ['variables', `${environmentFile} (in another terminal: . ${environmentFile})`],
    ...people.map(({ identity }) => ['token', tokenFileOf(folder, identity.subject)]),
  ];
  const width = Math.max(...facts.map(([name = '']) => name.length));
  for (const [name = '', value] of facts) {
    print(`  ${name.padEnd(width)} ${value}`);
  }
}

function writeCurlConfigs({ callers, local, people }: RunningBroker, folder: string): void {
  for (const { profile, credentials } of callers) {
    writeSigningCurlConfig(curlConfigOf(folder, profile), credentials, local.account.region);
  }
  for (const { identity, token } of people) {
    const { subject } = identity;
    writeTokenFiles(curlConfigOf(folder, subject), tokenFileOf(folder, subject), token);
  }
}

/** Gets credentials from the broker and returns a profile with them. */
async function issuedProfile(sample: SampleRequest): Promise<Profile> {
  const { status, body } = await askForTarget(sample);
  if (status !== 200) {
    throw new Error(`The broker issued no credentials: ${JSON.stringify(body)}`);
  }
  return {
    name: issuedProfileOf(sample.client.name),
    credentials: credentialsOf(body as TokenResponse),
  };
}
