import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { BUCKET } from './clients.ts';

/** The profile whose credentials `fedbroker` fetches. */
export const BROKERED = 'brokered';

/** What a client asks the broker for. */
export interface Wanted {
  readonly apiUrl: string;
  readonly tokenFile: string;
  /** The folder to read, `home/alice/`. */
  readonly prefix: string;
  /** Without a duration, the broker uses its own default. */
  readonly durationSeconds?: number;
}

/**
 * Returns the environment variables with which an SDK gets credentials directly from the API, without `fedbroker`.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export function containerDelivery({ apiUrl, tokenFile, prefix, durationSeconds }: Wanted) {
  const duration = durationSeconds === undefined ? '' : `&duration-seconds=${durationSeconds}`;
  return {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${apiUrl}/credentials?target=s3://${BUCKET}/${prefix}*&permission=READ${duration}`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile,
  };
}

/**
 * Returns the environment variables with which an SDK runs `fedbroker` to get credentials.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 *
 * @param fedbroker path of the built command-line client
 * @param folder where the configuration file and the client's cache are
 */
export function processDelivery(
  { apiUrl, tokenFile, prefix, durationSeconds }: Wanted,
  fedbroker: string,
  folder: string,
  ...options: readonly string[]
) {
  const configFile = path.join(
    folder,
    `${path.basename(tokenFile)}-${prefix.replaceAll('/', '-')}`,
  );
  const duration = durationSeconds === undefined ? [] : ['--duration', `${durationSeconds}s`];
  const command = [process.execPath, fedbroker, 'credentials', `s3://${BUCKET}/${prefix}`];
  const lines = [
    `[profile ${BROKERED}]`,
    `credential_process = ${[...command, '--format', 'process', ...duration, ...options].join(' ')}`,
    '',
  ];
  writeFileSync(configFile, lines.join('\n'));
  return {
    AWS_CONFIG_FILE: configFile,
    AWS_PROFILE: BROKERED,
    FEDBROKER_URL: apiUrl,
    FEDBROKER_TOKEN_FILE: tokenFile,
    XDG_CACHE_HOME: folder,
  };
}
