import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ApiCredentials } from './signed-fetch.ts';

/** The folder for the files of a local run. */
export const STATE_DIRECTORY = '.local';

/** Only the owner may read these files, because they contain credentials. The credentials work only on this machine. */
const OWNER_ONLY = 0o600;

/** A server on this machine answers much faster. */
const PROBE_MAX_MILLISECONDS = 1_000;

/** Finds the address of the local AWS in a configuration file that `writeAwsConfig` wrote. */
const ENDPOINT = /^endpoint_url = (.+)$/m;

export interface Profile {
  readonly name: string;
  readonly credentials: ApiCredentials;
}

/** Returns the folder for the files of the broker at the endpoint. It never holds the files of another running broker. */
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

/** Writes a configuration file for the AWS CLI and SDKs, in which each profile uses the local endpoint. */
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

/** Writes a curl configuration that signs requests to the broker's API. */
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

/** Writes a curl configuration that sends the token, and a file that holds only the token. */
export function writeTokenFiles(curlConfig: string, tokenFile: string, token: string): void {
  writeOwnerOnly(tokenFile, token);
  writeCurlConfig(curlConfig, [`header = "authorization: Bearer ${token}"`]);
}

function writeCurlConfig(file: string, authentication: readonly string[]): void {
  const lines = [
    ...authentication,
    'header = "content-type: application/json"',
    // Requests to loopback must not go through a proxy, because a proxy cannot reach the loopback of this machine.
    'noproxy = "127.0.0.1"',
    'silent',
    'show-error',
    'write-out = "\\n"',
  ];
  writeOwnerOnly(file, `${lines.join('\n')}\n`);
}

export function writeOwnerOnly(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: OWNER_ONLY });
  // `writeFileSync` ignores the mode when the file exists already.
  chmodSync(file, OWNER_ONLY);
}
