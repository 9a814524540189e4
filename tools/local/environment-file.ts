import path from 'node:path';
import { shellQuoted } from '../shell-word.ts';
import { awsConfigIn, writeOwnerOnly } from './client-files.ts';
import { apiLabel, apiUrlOf, type RunningBroker } from './run-broker.ts';

/** Variables with the user's own credentials and endpoints. AWS tools would use them instead of those of the local run. */
const OWN_SETTINGS = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_ENDPOINT_URL_S3',
  'AWS_ENDPOINT_URL_STS',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
];

/**
 * Requests to loopback must not go through a proxy, because a proxy cannot reach the loopback of this machine. Some programs
 * read only one of the two variables.
 */
const NO_PROXY = [
  'export no_proxy="127.0.0.1,${no_proxy:-${NO_PROXY:-}}"',
  'export NO_PROXY="$no_proxy"',
];

/** Writes a file for a shell's `.` command, with the variables that the commands of the documents use. */
export function writeEnvironmentFile(broker: RunningBroker, folder: string): string {
  const { local, name, authentication, physicalId } = broker;
  const apiUrls = authentication.map((entry) => [
    `${apiLabel(entry).replace(' ', '_')}_API_URL`,
    apiUrlOf(broker, entry),
  ]);
  const variables: Readonly<Record<string, string | undefined>> = {
    AWS_REGION: local.account.region,
    // boto3 and version 1 of the AWS CLI read only this variable.
    AWS_DEFAULT_REGION: local.account.region,
    AWS_ENDPOINT_URL: local.endpointUrl,
    AWS_CONFIG_FILE: path.resolve(awsConfigIn(folder)),
    // AWS tools would use a default profile in the user's own file instead of the credentials that the broker issues.
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    ...Object.fromEntries(apiUrls),
    STACK: name,
    USER_NAME: physicalId('user'),
    SECRET_ARN: physicalId('secret'),
    CALLER_POLICY_ARN: physicalId('callerPolicy'),
    LOG_GROUP: physicalId('auditLog'),
    ROTATION_LOG_GROUP: physicalId('rotationLog'),
  };
  const file = path.join(folder, 'env');
  writeOwnerOnly(file, environmentText(variables));
  return file;
}

export function environmentText(variables: Readonly<Record<string, string | undefined>>): string {
  const exports = Object.entries(variables).flatMap(([name, value]) =>
    value === undefined ? [] : [`export ${name}=${shellQuoted(value)}`],
  );
  return `${[`unset ${OWN_SETTINGS.join(' ')}`, ...NO_PROXY, ...exports].join('\n')}\n`;
}
