import path from 'node:path';
import { shellQuoted } from '../shell-word.ts';
import { awsConfigIn, writeOwnerOnly } from './client-files.ts';
import type { RunningBroker } from './run-broker.ts';

/** Variables with the person's own credentials, which AWS's tools would prefer to those of the local run. */
const OWN_CREDENTIALS = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
];

/** Writes a file for a shell's `.` command, with the variables that the commands of the documents use. */
export function writeEnvironmentFile(broker: RunningBroker, folder: string): string {
  const { local, name, authentication, physicalId } = broker;
  const apiUrls = authentication.map(
    ({ type }) => [`${type.toUpperCase()}_API_URL`, broker.apiUrl(type)] as const,
  );
  const variables: Readonly<Record<string, string | undefined>> = {
    AWS_REGION: local.account.region,
    AWS_ENDPOINT_URL: local.endpointUrl,
    AWS_CONFIG_FILE: path.resolve(awsConfigIn(folder)),
    // AWS's tools would prefer a default profile in the person's own file to credentials that the broker issues.
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
  return `${[`unset ${OWN_CREDENTIALS.join(' ')}`, ...exports].join('\n')}\n`;
}
