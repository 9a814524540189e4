import { type KnownApis, knownApisParser } from '../core/callers/known-apis.ts';
import { parse } from '../core/parser.ts';

/** The environment variables that the stack sets and the functions read. None contains a secret. */
export const ENV = {
  accountId: 'ACCOUNT_ID',
  partition: 'PARTITION',
  apis: 'APIS',
  brokerUserName: 'BROKER_USER_NAME',
  brokerAccessKeySecretArn: 'BROKER_ACCESS_KEY_SECRET_ARN',
  grantNames: 'GRANT_NAMES',
  portal: 'PORTAL',
} as const;

/** The grants file in the broker function's folder. */
export const GRANTS_FILE = 'grants.json';

/** The file in the portal function's folder that contains the files of the page. */
export const PORTAL_FILES_FILE = 'portal-files.json';

export interface BrokerEnvironment {
  readonly accountId: string;
  readonly partition: string;
  /** Lambda sets it. */
  readonly region: string;
  readonly apis: KnownApis;
  readonly brokerAccessKeySecretArn: string;
  /** The names that placeholders of the grants file stand for. Set only if there are any. */
  readonly grantNames: readonly string[];
  /** Replaces the endpoints of AWS, whose clients read the variable themselves. An empty value counts as none. */
  readonly endpointUrl: string | undefined;
  /** The folder with the function's code and grants. Lambda sets it. */
  readonly taskRoot: string;
}

export function readBrokerEnvironment(): BrokerEnvironment {
  return {
    accountId: required(ENV.accountId),
    partition: required(ENV.partition),
    region: required('AWS_REGION'),
    apis: parse(knownApisParser, JSON.parse(required(ENV.apis)), ENV.apis),
    brokerAccessKeySecretArn: required(ENV.brokerAccessKeySecretArn),
    grantNames: strings(ENV.grantNames),
    endpointUrl: process.env.AWS_ENDPOINT_URL || undefined,
    taskRoot: required('LAMBDA_TASK_ROOT'),
  };
}

export interface RotationEnvironment {
  readonly brokerUserName: string;
  readonly brokerAccessKeySecretArn: string;
}

export function readRotationEnvironment(): RotationEnvironment {
  return {
    brokerUserName: required(ENV.brokerUserName),
    brokerAccessKeySecretArn: required(ENV.brokerAccessKeySecretArn),
  };
}

export interface PortalEnvironment {
  /** Its entry file parses it, because the bundles of the other functions must not contain that parser. */
  readonly portal: unknown;
  /** Lambda sets it. */
  readonly region: string;
  /** Replaces the endpoint of Amazon S3. AWS's clients read these variables themselves. An empty value counts as none. */
  readonly s3Endpoint: string | undefined;
  /** Where issuers are, by their https URL. Only the local AWS sets it. */
  readonly issuerEndpoints: Readonly<Record<string, string>>;
  /** The folder with the function's code and files. Lambda sets it. */
  readonly taskRoot: string;
}

export function readPortalEnvironment(): PortalEnvironment {
  return {
    portal: JSON.parse(required(ENV.portal)),
    region: required('AWS_REGION'),
    s3Endpoint: process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL || undefined,
    issuerEndpoints: JSON.parse(process.env.LOCAL_AWS_ISSUERS ?? '{}'),
    taskRoot: required('LAMBDA_TASK_ROOT'),
  };
}

/** A JSON list of strings, empty by default. */
function strings(name: string): readonly string[] {
  const value: unknown = JSON.parse(process.env[name] ?? '[]');
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw new Error(`The environment variable ${name} must be a JSON list of strings.`);
  }
  return value;
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`The environment variable ${name} is missing.`);
  }
  return value;
}
