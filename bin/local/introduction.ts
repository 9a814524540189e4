import path from 'node:path';
import type { TokenResponse } from '../../core/issue-token.ts';
import type { ListResponse } from '../../core/list-objects.ts';
import { writeAwsConfig, writeSigningCurlConfig, writeTokenFiles } from './client-files.ts';
import type { RunningBroker } from './run-broker.ts';
import { iamSample, jwtSample, type SampleRequest } from './sample-request.ts';
import { type ApiAnswer, type ApiCredentials, credentialsOf } from './signed-fetch.ts';

const FOLDER = '.local';
const AWS_CONFIG = path.join(FOLDER, 'aws-config');

const KEYS_SHOWN = 5;

type Print = (line: string) => void;

/** Says where everything is, shows one listing for each kind of caller, and gives commands that work as printed. */
export async function introduce(broker: RunningBroker, print: Print): Promise<void> {
  const { local, callers, operator, people, stack } = broker;
  const { accountId, region } = local.account;
  const samples = [iamSample(broker), jwtSample(broker)].filter((sample) => sample !== undefined);
  const profiles = [
    { name: 'operator', credentials: operator },
    ...callers.map(({ profile, credentials }) => ({ name: profile, credentials })),
    ...(await Promise.all(samples.map(issuedProfile))),
  ];
  writeAwsConfig(AWS_CONFIG, profiles, { endpointUrl: local.endpointUrl, region });
  writeCurlConfigs(broker);

  print(`The broker runs on this machine, as account ${accountId} in ${region}; Ctrl-C stops it.`);
  for (const { type } of broker.deployment.configuration.authentication) {
    print(`  ${type.toUpperCase()} API   ${broker.apiUrl(type)}`);
  }
  print(`  AWS       ${local.endpointUrl}`);
  print(`  secret    ${stack.outputs.BrokerAccessKeySecretArn}`);
  print(`  profiles  ${AWS_CONFIG}: ${profiles.map(({ name }) => name).join(', ')}`);
  for (const { identity } of people) {
    print(`  token     ${tokenFileOf(identity.subject)}`);
  }
  if (samples.length === 0) {
    print('\nNo grant reads a folder for its own grantee, so there is no sample to show.');
  }
  for (const sample of samples) {
    await showListing(sample, print);
    await showCommands(sample, print);
  }
}

function writeCurlConfigs({ callers, local, people }: RunningBroker): void {
  for (const { profile, credentials } of callers) {
    writeSigningCurlConfig(curlConfigOf(profile), credentials, local.account.region);
  }
  for (const { identity, token } of people) {
    writeTokenFiles(curlConfigOf(identity.subject), tokenFileOf(identity.subject), token);
  }
}

/** A profile with a session that the broker has issued. */
async function issuedProfile(
  sample: SampleRequest,
): Promise<{ name: string; credentials: ApiCredentials }> {
  const { status, body } = await askFor(sample, sample.target);
  if (status !== 200) {
    throw new Error(`The broker issued no token: ${JSON.stringify(body)}`);
  }
  return { name: issuedProfileOf(sample), credentials: credentialsOf(body as TokenResponse) };
}

async function showListing({ client, bucket, prefix }: SampleRequest, print: Print): Promise<void> {
  const route = `/buckets/${bucket}/keys?prefix=${encodeURIComponent(prefix)}&max-keys=${KEYS_SHOWN}`;
  const { status, body } = await client.call(route);
  if (status !== 200) {
    throw new Error(`The broker listed no keys: ${JSON.stringify(body)}`);
  }
  print(`\n${client.name} asks GET ${client.apiUrl}${route}`);
  for (const { Key, ETag, Size } of (body as ListResponse).Contents) {
    print(`  ${Key} => ${ETag} (${Size} bytes)`);
  }
}

async function showCommands(sample: SampleRequest, print: Print): Promise<void> {
  const { client, bucket, prefix, target, refusedPrefix, refusedTarget } = sample;
  const curl = `curl -K ${curlConfigOf(client.name)} ${client.apiUrl}`;
  const tokenFor = (wanted: string) =>
    `${curl}/federation-tokens -d '${JSON.stringify(readRequest(wanted))}'`;
  const aws = (folder: string) =>
    `AWS_CONFIG_FILE=${AWS_CONFIG} aws s3 ls s3://${bucket}/${folder} --profile ${issuedProfileOf(sample)}`;
  const { body } = await askFor(sample, refusedTarget);
  print(`The grants of ${client.name}:\n  ${curl}/grants`);
  print(`Credentials for ${target}:\n  ${tokenFor(target)}`);
  print(`Not for its neighbour (${messageOf(body)}):\n  ${tokenFor(refusedTarget)}`);
  print(`List with issued credentials:\n  ${aws(prefix)}`);
  print(`Amazon S3 refuses them the neighbour (AccessDenied):\n  ${aws(refusedPrefix)}`);
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

function curlConfigOf(name: string): string {
  return path.join(FOLDER, `curlrc-${name}`);
}

function tokenFileOf(name: string): string {
  return path.join(FOLDER, `${name}.jwt`);
}

function messageOf(body: unknown): string {
  return typeof body === 'object' && body !== null && 'Message' in body ? String(body.Message) : '';
}
