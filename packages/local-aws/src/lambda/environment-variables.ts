import type { Account } from '../account.ts';
import type { TemporaryCredential } from '../iam/credentials.ts';
import { FUNCTION_VERSION, type FunctionSettings } from './function-settings.ts';

/** The values of a process's environment that the template does not set. */
export interface EnvironmentFacts {
  readonly settings: FunctionSettings;
  readonly credentials: TemporaryCredential;
  readonly account: Account;
  readonly logStream: string;
  /** `http://127.0.0.1:PORT` */
  readonly endpointUrl: string;
  /** The addresses of OpenID Connect issuers on this machine, by their https URL. */
  readonly issuerUrls: Readonly<Record<string, string>>;
  readonly taskRoot: string;
  /** Stands for the home folder of the sandbox. Without it, SDKs would read the developer's own `~/.aws`. */
  readonly home: string;
}

/**
 * Returns the whole environment of a function's process: the variables of the template, then those that Lambda
 * reserves, which no function can set, then the addresses of the local endpoint and of the local issuers.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function environmentVariables(facts: EnvironmentFacts): Record<string, string> {
  const { settings, credentials, account, logStream, endpointUrl, issuerUrls, taskRoot, home } =
    facts;
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...settings.variables,
    _HANDLER: settings.handler,
    AWS_REGION: account.region,
    AWS_DEFAULT_REGION: account.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${settings.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: settings.functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memorySizeMb),
    AWS_LAMBDA_FUNCTION_VERSION: FUNCTION_VERSION,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: settings.logging.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    LAMBDA_TASK_ROOT: taskRoot,
    HOME: home,
    AWS_ENDPOINT_URL: endpointUrl,
    LOCAL_AWS_ISSUERS: JSON.stringify(issuerUrls),
  };
}

const RESERVED = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

/** Returns the names that a function cannot set itself. Source as above. */
export function reservedNames(variables: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(variables).filter((name) => RESERVED.has(name));
}
