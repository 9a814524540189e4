import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ApiCredentials } from './signed-fetch.ts';

/** Readable by their owner alone: they hold credentials, if only of this machine. */
const OWNER_ONLY = 0o600;

/** Whoever runs on this machine answers at once. */
const PROBE_MAX_MILLISECONDS = 1_000;

/** What `writeAwsConfig` says of where a broker is. */
const ENDPOINT = /^endpoint_url = (.+)$/m;

export interface Profile {
  readonly name: string;
  readonly credentials: ApiCredentials;
}

/** Where the files of the broker at the endpoint go: not over those of another broker that still runs. */
export async function clientFolder(folder: string, endpointUrl: string): Promise<string> {
  const file = awsConfigIn(folder);
  const other = existsSync(file) ? ENDPOINT.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  return other === undefined || other === endpointUrl || !(await answers(other))
    ? folder
    : path.join(folder, new URL(endpointUrl).port);
}

function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(PROBE_MAX_MILLISECONDS) }).then(
    () => true,
    () => false,
  );
}

export function awsConfigIn(folder: string): string {
  return path.join(folder, 'aws-config');
}

/** Writes the profiles as a configuration file of the AWS CLI and SDKs, each pointed at the local endpoint. */
export function writeAwsConfig(
  file: string,
  profiles: readonly Profile[],
  settings: { readonly endpointUrl: string; readonly region: string },
): void {
  const sections = profiles.map(({ name, credentials }) =>
    [
      `[profile ${name}]`,
      `region = ${settings.region}`,
      `endpoint_url = ${settings.endpointUrl}`,
      `aws_access_key_id = ${credentials.accessKeyId}`,
      `aws_secret_access_key = ${credentials.secretAccessKey}`,
      ...(credentials.sessionToken === undefined
        ? []
        : [`aws_session_token = ${credentials.sessionToken}`]),
      '',
    ].join('\n'),
  );
  writeOwnerOnly(file, sections.join('\n'));
}

/** Writes a curl configuration that signs calls of the broker's API. */
export function writeSigningCurlConfig(
  file: string,
  credentials: ApiCredentials,
  region: string,
): void {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  writeCurlConfig(file, [
    `aws-sigv4 = "aws:amz:${region}:execute-api"`,
    `user = "${accessKeyId}:${secretAccessKey}"`,
    ...(sessionToken === undefined ? [] : [`header = "x-amz-security-token: ${sessionToken}"`]),
  ]);
}

/** Writes a curl configuration that sends a token, and the token itself to a file. */
export function writeTokenFiles(curlConfig: string, tokenFile: string, token: string): void {
  writeOwnerOnly(tokenFile, token);
  writeCurlConfig(curlConfig, [`header = "authorization: Bearer ${token}"`]);
}

function writeCurlConfig(file: string, authentication: readonly string[]): void {
  const lines = [
    ...authentication,
    'header = "content-type: application/json"',
    'silent',
    'show-error',
    'write-out = "\\n"',
  ];
  writeOwnerOnly(file, `${lines.join('\n')}\n`);
}

function writeOwnerOnly(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: OWNER_ONLY });
  // The mode above counts only for a file that was not there before.
  chmodSync(file, OWNER_ONLY);
}
