import path from 'node:path';
import type { ListResponse } from '../../core/responses/list-response.ts';
import type { TokenResponse } from '../../core/responses/token-response.ts';
import {
  awsConfigIn,
  clientFolder,
  STATE_DIRECTORY,
  writeAwsConfig,
  writeOwnerOnly,
  writeSigningCurlConfig,
  writeTokenFiles,
} from './client-files.ts';
import { writeEnvironmentFile } from './environment-file.ts';
import type { RunningBroker } from './run-broker.ts';
import { iamSample, jwtSample, type SampleRequest } from './sample-request.ts';
import { type ApiAnswer, type ApiCredentials, credentialsOf } from './signed-fetch.ts';

const KEYS_SHOWN = 5;

type Print = (line: string) => void;

/** How a person runs the command-line client here. */
export interface ClientCommand {
  readonly command: string;
  /** Absent if it is installed. */
  readonly howToGetIt?: string;
}

/** Prints all addresses and files, one listing for each kind of caller, and commands that work as printed. */
export async function introduce(
  broker: RunningBroker,
  client: ClientCommand | undefined,
  print: Print,
): Promise<void> {
  const { local, callers, operator, people, authentication, physicalId } = broker;
  const { accountId, region } = local.account;
  const samples = [iamSample(broker), jwtSample(broker)].filter((sample) => sample !== undefined);
  const profiles = [
    { name: 'operator', credentials: operator },
    ...callers.map(({ profile, credentials }) => ({ name: profile, credentials })),
    ...(await Promise.all(samples.map(issuedProfile))),
  ];
  const folder = await clientFolder(STATE_DIRECTORY, local.endpointUrl);
  // The folder may be in an app whose own .gitignore does not list it.
  writeOwnerOnly(path.join(STATE_DIRECTORY, '.gitignore'), '*\n');
  const awsConfig = awsConfigIn(folder);
  writeAwsConfig(awsConfig, profiles, { endpointUrl: local.endpointUrl, region });
  writeCurlConfigs(broker, folder);
  const environmentFile = writeEnvironmentFile(broker, folder);

  print(`The broker runs on this machine as account ${accountId} in ${region}. Ctrl-C stops it.`);
  for (const { type } of authentication) {
    print(`  ${type.toUpperCase()} API   ${broker.apiUrl(type)}`);
  }
  print(`  AWS       ${local.endpointUrl}`);
  print(`  secret    ${physicalId('secret')}`);
  print(`  audit     ${physicalId('auditLog')}`);
  print(`  profiles  ${awsConfig}: ${profiles.map(({ name }) => name).join(', ')}`);
  print(`  variables ${environmentFile} (in another terminal: . ${environmentFile})`);
  for (const { identity } of people) {
    print(`  token     ${tokenFileOf(folder, identity.subject)}`);
  }
  if (folder !== STATE_DIRECTORY) {
    print(
      `The files directly in ${STATE_DIRECTORY} belong to another broker that is still running.`,
    );
  }
  if (samples.length === 0) {
    print('\nThere is no sample request, because no grant lets its grantee read a folder.');
  }
  for (const sample of samples) {
    await showListing(sample, print);
    await showCommands(sample, folder, print);
    if (client !== undefined) {
      showClientCommands(sample, client, environmentOf(sample, broker, folder), print);
    }
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

/** Asks the broker for credentials and makes a profile of them. */
async function issuedProfile(
  sample: SampleRequest,
): Promise<{ name: string; credentials: ApiCredentials }> {
  const { status, body } = await askFor(sample, sample.target);
  if (status !== 200) {
    throw new Error(`The broker issued no credentials: ${JSON.stringify(body)}`);
  }
  return { name: issuedProfileOf(sample), credentials: credentialsOf(body as TokenResponse) };
}

async function showListing({ client, bucket, prefix }: SampleRequest, print: Print): Promise<void> {
  const route = `/buckets/${bucket}/keys?prefix=${encodeURIComponent(prefix)}&max-keys=${KEYS_SHOWN}`;
  const { status, body } = await client.call(route);
  if (status !== 200) {
    throw new Error(`The broker listed no keys: ${JSON.stringify(body)}`);
  }
  print(`\n${client.name} requests GET ${client.apiUrl}${route}`);
  for (const { Key, ETag, Size } of (body as ListResponse).Contents) {
    print(`  ${Key} => ${ETag} (${Size} bytes)`);
  }
}

async function showCommands(sample: SampleRequest, folder: string, print: Print): Promise<void> {
  const { client, bucket, prefix, target, refusedPrefix, refusedTarget } = sample;
  const curl = `curl -K ${curlConfigOf(folder, client.name)} ${client.apiUrl}`;
  const tokenFor = (wanted: string) =>
    `${curl}/federation-tokens -d '${JSON.stringify(readRequest(wanted))}'`;
  const aws = (listed: string) =>
    `AWS_CONFIG_FILE=${awsConfigIn(folder)} aws s3 ls s3://${bucket}/${listed} --profile ${issuedProfileOf(sample)}`;
  const { body } = await askFor(sample, refusedTarget);
  print(`List the grants of ${client.name}:\n  ${curl}/grants`);
  print(`Get credentials for ${target}:\n  ${tokenFor(target)}`);
  print(`Ask for another folder (${messageOf(body)}):\n  ${tokenFor(refusedTarget)}`);
  print(`List the folder with issued credentials:\n  ${aws(prefix)}`);
  print(`Try another folder with them (AccessDenied from Amazon S3):\n  ${aws(refusedPrefix)}`);
}

/**
 * The variables before the command and the option after it with which the command-line client acts as the sample's
 * caller.
 */
function environmentOf(
  { client: { name, apiUrl } }: SampleRequest,
  { callers }: RunningBroker,
  folder: string,
): readonly [variables: string, option: string] {
  const [variable, option] = callers.some(({ profile }) => profile === name)
    ? [`AWS_CONFIG_FILE=${awsConfigIn(folder)}`, ` --profile ${name}`]
    : [`FEDBROKER_TOKEN_FILE=${tokenFileOf(folder, name)}`, ''];
  return [`${variable} FEDBROKER_URL=${apiUrl}`, option];
}

function showClientCommands(
  { bucket, prefix, refusedPrefix }: SampleRequest,
  { command, howToGetIt }: ClientCommand,
  [variables, option]: readonly [variables: string, option: string],
  print: Print,
): void {
  const fedbroker = (rest: string) => `${variables} ${command} ${rest}${option}`;
  print(`Use the command-line client${howToGetIt === undefined ? '' : ` (${howToGetIt})`}:`);
  print(`  ${fedbroker('grants')}`);
  print(`  ${fedbroker(`ls s3://${bucket}/${prefix}`)}`);
  print(
    `Ask why another folder is refused:\n  ${fedbroker(`explain s3://${bucket}/${refusedPrefix}`)}`,
  );
}

function askFor({ client }: SampleRequest, target: string): Promise<ApiAnswer> {
  return client.call('/federation-tokens', readRequest(target));
}

function readRequest(target: string): object {
  return { Target: target, Permission: 'READ' };
}

function issuedProfileOf({ client }: SampleRequest): string {
  return `issued-to-${client.name}`;
}

function curlConfigOf(folder: string, name: string): string {
  return path.join(folder, `curlrc-${name}`);
}

function tokenFileOf(folder: string, name: string): string {
  return path.join(folder, `${name}.jwt`);
}

function messageOf(body: unknown): string {
  return typeof body === 'object' && body !== null && 'Message' in body ? String(body.Message) : '';
}
