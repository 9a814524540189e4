import { ApiClient } from '../api-client.ts';
import type { Invocation, Options } from '../command-line.ts';
import { CredentialCache } from '../credential-cache.ts';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import type { Host } from '../host.ts';
import { type IssuedCredentials, readIssuedCredentials } from '../issued-credentials.ts';
import { fieldsOf } from '../response-fields.ts';
import { sessionRequest } from '../session-request.ts';
import { shellQuoted } from '../shell-word.ts';

/** Prints credentials. Throws Failure. */
export async function credentials(
  { operands, options }: Invocation,
  host: Host,
): Promise<ExitCode> {
  const format = formatOf(options, host);
  const request = sessionRequest(operands, options);
  const api = await ApiClient.open(options, host);
  const issue = async () => {
    const response = await api.call({ method: 'POST', path: '/federation-tokens', body: request });
    const { Credentials } = fieldsOf(response, 'Credentials');
    return readIssuedCredentials(fieldsOf(Credentials, 'Credentials'));
  };
  const issued = options['no-cache']
    ? await issue()
    : await new CredentialCache(host).get(
        [api.url, ...Object.values(request), api.identity],
        issue,
      );
  await host.stdout.write(`${format(issued)}\n`);
  return EXIT.done;
}

type Format = (credentials: IssuedCredentials) => string;

const FORMATS: Readonly<Record<string, Format>> = {
  /** https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html */
  process: (credentials) => JSON.stringify({ Version: 1, ...credentials }),
  /** The names of `aws configure export-credentials --format env`. */
  env: ({ AccessKeyId, SecretAccessKey, SessionToken, Expiration }) =>
    [
      `export AWS_ACCESS_KEY_ID=${shellQuoted(AccessKeyId)}`,
      `export AWS_SECRET_ACCESS_KEY=${shellQuoted(SecretAccessKey)}`,
      `export AWS_SESSION_TOKEN=${shellQuoted(SessionToken)}`,
      `export AWS_CREDENTIAL_EXPIRATION=${shellQuoted(Expiration)}`,
    ].join('\n'),
  json: (credentials) => JSON.stringify(credentials, undefined, 2),
};

/** Does not show secrets on a terminal unless the person asks for a format. */
function formatOf({ format }: Options, { stdout }: Host): Format {
  if (format === undefined && stdout.isTerminal) {
    throw new Failure(
      'usage',
      'credentials are secrets: to print them on this terminal, give --format env or --format json',
    );
  }
  return FORMATS[format ?? 'process'] as Format;
}
