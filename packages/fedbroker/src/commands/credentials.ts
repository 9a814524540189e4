import { ApiClient } from '../api-client.ts';
import type { Invocation, Options } from '../command-line.ts';
import { CredentialCache } from '../credential-cache.ts';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import type { Host } from '../host.ts';
import { type IssuedCredentials, readIssuedCredentials } from '../issued-credentials.ts';
import { type Fields, fieldsOf } from '../response-fields.ts';
import { sessionRequest } from '../session-request.ts';
import { shellQuoted } from '../shell-word.ts';

/** Prints credentials. Throws Failure. */
export async function credentials(
  { operands, options }: Invocation,
  host: Host,
): Promise<ExitCode> {
  const format = formatOf(options, host);
  const request = await sessionRequest(operands, options);
  const api = await ApiClient.open(options, host);
  const issue = async () => {
    const response = await api.call({ method: 'POST', path: '/federation-tokens', body: request });
    const answer = fieldsOf(response, 'Credentials');
    const credentials = fieldsOf(answer.Credentials, 'Credentials');
    return readIssuedCredentials({ ...credentials, Region: regionIn(answer) });
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

/** The Region of the buckets, if all of them are in one. The answers of older brokers contain no Region. */
function regionIn({ Accesses }: Fields): string | undefined {
  const accesses = Array.isArray(Accesses) ? Accesses : [];
  const regions = new Set(accesses.map((access) => fieldsOf(access, 'Accesses').Region));
  const [region] = regions;
  return regions.size === 1 && typeof region === 'string' ? region : undefined;
}

type Format = (credentials: IssuedCredentials) => string;

const FORMATS: Readonly<Record<string, Format>> = {
  /** https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html */
  process: ({ Region: _, ...credentials }) => JSON.stringify({ Version: 1, ...credentials }),
  /** The names of `aws configure export-credentials --format env`, and the Region under both of its names. */
  env: ({ AccessKeyId, SecretAccessKey, SessionToken, Expiration, Region }) =>
    [
      `export AWS_ACCESS_KEY_ID=${shellQuoted(AccessKeyId)}`,
      `export AWS_SECRET_ACCESS_KEY=${shellQuoted(SecretAccessKey)}`,
      `export AWS_SESSION_TOKEN=${shellQuoted(SessionToken)}`,
      `export AWS_CREDENTIAL_EXPIRATION=${shellQuoted(Expiration)}`,
      ...(Region === undefined
        ? []
        : ['AWS_REGION', 'AWS_DEFAULT_REGION'].map(
            (name) => `export ${name}=${shellQuoted(Region)}`,
          )),
    ].join('\n'),
  json: ({ Region: _, ...credentials }) => JSON.stringify(credentials, undefined, 2),
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
