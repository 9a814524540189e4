import path from 'node:path';
import type { TokenResponse } from '../../core/issue-token.ts';
import type { ListResponse } from '../../core/list-objects.ts';
import { writeAwsConfig, writeCurlConfig } from './client-files.ts';
import type { RunningBroker } from './run-broker.ts';
import { type SampleRequest, sampleRequest } from './sample-request.ts';
import { type ApiAnswer, credentialsOf, signedFetch } from './signed-fetch.ts';

const AWS_CONFIG = path.join('.local', 'aws-config');
const CURL_CONFIG = path.join('.local', 'curlrc');

/** The profile with a session that the broker issued. */
const ISSUED_PROFILE = 'issued';

const KEYS_SHOWN = 5;

type Print = (line: string) => void;

/** Says where everything is, shows one listing, and gives commands that work as printed. */
export async function introduce(broker: RunningBroker, print: Print): Promise<void> {
  const { apiUrl, local, deployment, callers, operator } = broker;
  const { accountId, region } = local.account;
  const profiles = [
    { name: 'operator', credentials: operator },
    ...callers.map(({ profile, credentials }) => ({ name: profile, credentials })),
  ];
  print(`The broker runs on this machine, as account ${accountId} in ${region}; Ctrl-C stops it.`);
  print(`  API       ${apiUrl}`);
  print(`  AWS       ${local.endpointUrl}`);
  const sample = sampleRequest(deployment.grants, callers);
  if (sample !== undefined) {
    profiles.push({ name: ISSUED_PROFILE, credentials: await issue(broker, sample) });
    writeCurlConfig(CURL_CONFIG, sample.caller.credentials, region);
  }
  writeAwsConfig(AWS_CONFIG, profiles, { endpointUrl: local.endpointUrl, region });
  print(`  secret    ${broker.stack.outputs.BrokerAccessKeySecretArn}`);
  print(`  profiles  ${AWS_CONFIG}: ${profiles.map(({ name }) => name).join(', ')}`);
  if (sample === undefined) {
    print('\nNo grant reads a folder for its own grantee, so there is no sample to show.');
    return;
  }
  await showListing(broker, sample, print);
  await showCommands(broker, sample, print);
}

async function issue(broker: RunningBroker, { caller, target }: SampleRequest) {
  const { status, body } = await callAs(broker, caller.credentials, '/federation-tokens', {
    Target: target,
    Permission: 'READ',
  });
  if (status !== 200) {
    throw new Error(`The broker issued no token: ${JSON.stringify(body)}`);
  }
  return credentialsOf(body as TokenResponse);
}

async function showListing(
  broker: RunningBroker,
  { caller, bucket, prefix }: SampleRequest,
  print: Print,
): Promise<void> {
  const route = `/buckets/${bucket}/keys?prefix=${encodeURIComponent(prefix)}&max-keys=${KEYS_SHOWN}`;
  const { status, body } = await callAs(broker, caller.credentials, route);
  if (status !== 200) {
    throw new Error(`The broker listed no keys: ${JSON.stringify(body)}`);
  }
  print(`\n${caller.profile} asks GET ${broker.apiUrl}${route}`);
  for (const { Key, ETag, Size } of (body as ListResponse).Contents) {
    print(`  ${Key} => ${ETag} (${Size} bytes)`);
  }
}

async function showCommands(
  broker: RunningBroker,
  { caller, bucket, prefix, target, refusedPrefix, refusedTarget }: SampleRequest,
  print: Print,
): Promise<void> {
  const curl = `curl -K ${CURL_CONFIG} ${broker.apiUrl}`;
  const tokenFor = (wanted: string) =>
    `${curl}/federation-tokens -d '${JSON.stringify({ Target: wanted, Permission: 'READ' })}'`;
  const aws = (folder: string) =>
    `AWS_CONFIG_FILE=${AWS_CONFIG} aws s3 ls s3://${bucket}/${folder} --profile ${ISSUED_PROFILE}`;
  const { body } = await callAs(broker, caller.credentials, '/federation-tokens', {
    Target: refusedTarget,
    Permission: 'READ',
  });
  print(`\nThe grants of ${caller.profile}:\n  ${curl}/grants`);
  print(`Credentials for ${target}:\n  ${tokenFor(target)}`);
  print(`Its neighbour is refused (${messageOf(body)}):\n  ${tokenFor(refusedTarget)}`);
  print(`List with issued credentials:\n  ${aws(prefix)}`);
  print(`Amazon S3 refuses them the neighbour (AccessDenied):\n  ${aws(refusedPrefix)}`);
}

function callAs(
  { apiUrl, local }: RunningBroker,
  credentials: SampleRequest['caller']['credentials'],
  route: string,
  body?: object,
): Promise<ApiAnswer> {
  return signedFetch(
    `${apiUrl}${route}`,
    credentials,
    local.account.region,
    body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
  );
}

function messageOf(body: unknown): string {
  return typeof body === 'object' && body !== null && 'Message' in body ? String(body.Message) : '';
}
