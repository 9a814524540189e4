import { ApiClient } from '../api-client.ts';
import type { Invocation, Options } from '../command-line.ts';
import { CredentialCache } from '../credential-cache.ts';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import type { Host } from '../host.ts';
import { type IssuedCredentials, readIssuedCredentials } from '../issued-credentials.ts';
import { type Fields, fieldsOf } from '../response-fields.ts';
import { sessionRequest } from '../session-request.ts';
import { fishQuoted, powershellQuoted, shellQuoted } from '../shell-word.ts';

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
  env: commands((name, value) => `export ${name}=${shellQuoted(value)}`),
  powershell: commands((name, value) => `$Env:${name} = ${powershellQuoted(value)}`),
  'windows-cmd': commands((name, value) => `set "${name}=${requireCmdText(value)}"`),
  fish: commands((name, value) => `set -gx ${name} ${fishQuoted(value)}`),
  json: ({ Region: _, ...credentials }) => JSON.stringify(credentials, undefined, 2),
};

/**
 * Returns a format of one command for each variable. The formats and variables have the names of
 * `aws configure export-credentials`. The Region has both of its names.
 */
function commands(command: (name: string, value: string) => string): Format {
  return ({ AccessKeyId, SecretAccessKey, SessionToken, Expiration, Region }) =>
    Object.entries({
      AWS_ACCESS_KEY_ID: AccessKeyId,
      AWS_SECRET_ACCESS_KEY: SecretAccessKey,
      AWS_SESSION_TOKEN: SessionToken,
      AWS_CREDENTIAL_EXPIRATION: Expiration,
      ...(Region === undefined ? {} : { AWS_REGION: Region, AWS_DEFAULT_REGION: Region }),
    })
      .map(([name, value]) => command(name, value))
      .join('\n');
}

/** Within double quotes, cmd.exe interprets these characters. No escape for them works both at the prompt and in a batch file. */
function requireCmdText(value: string): string {
  if (/["%!]/.test(value)) {
    throw new Failure('failed', 'cmd.exe cannot set these credentials: give another --format');
  }
  return value;
}

/** Does not show secrets on a terminal unless the person asks for a format. */
function formatOf({ format }: Options, { stdout }: Host): Format {
  if (format === undefined && stdout.isTerminal) {
    throw new Failure(
      'usage',
      'credentials are secrets: to print them on this terminal, give --format, such as env, powershell or json',
    );
  }
  return FORMATS[format ?? 'process'] as Format;
}
