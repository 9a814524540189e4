import type { Authorization, UnsentRequest } from './authorization.ts';
import type { CredentialSource } from './credential-source.ts';
import { codeOf, Failure } from './failure.ts';
import type { AwsCredentials, Host } from './host.ts';
import { providesCredentials } from './profiles.ts';

/**
 * A person at a terminal may have to answer the source, so it gets more time there. Otherwise, SDKs wait up to a minute for a
 * credential_process. This limit, the wait for the cache's lock and the limit of an API call stay below that.
 */
const SOURCE_MAX_MILLISECONDS = 30_000;

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html */
const CLOCK_SKEW_MAX_SECONDS = 300;

/** Signs requests with SigV4 and the caller's own AWS credentials. */
export class AwsSignature implements Authorization {
  readonly identity: string;
  readonly #region: string;
  readonly #getCredentials: () => Promise<AwsCredentials>;
  readonly #host: Host;
  #accessKeyId?: string;

  private constructor(
    identity: string,
    region: string,
    getCredentials: () => Promise<AwsCredentials>,
    host: Host,
  ) {
    this.identity = identity;
    this.#region = region;
    this.#getCredentials = getCredentials;
    this.#host = host;
  }

  /** Throws Failure if the source has no credentials, as far as that is known before they are needed. */
  static async of(source: CredentialSource, region: string, host: Host): Promise<AwsSignature> {
    const get = host.awsCredentials(source);
    const getCredentials = () => credentialsOf(source, get, host);
    const identity =
      source.identity ?? JSON.stringify({ accessKeyId: (await getCredentials()).accessKeyId });
    return new AwsSignature(identity, region, getCredentials, host);
  }

  async headersFor({
    method,
    url,
    body,
  }: UnsentRequest): Promise<Readonly<Record<string, string>>> {
    const { Hash, SignatureV4 } = await import('./aws-sdk.ts');
    const credentials = await this.#getCredentials();
    this.#accessKeyId = credentials.accessKeyId;
    const signer = new SignatureV4({
      credentials,
      region: this.#region,
      service: 'execute-api',
      sha256: Hash.bind(null, 'sha256'),
    });
    const { headers } = await signer.sign(
      {
        protocol: url.protocol,
        hostname: url.hostname,
        method,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: { host: url.host },
        body,
      },
      { signingDate: this.#host.now() },
    );
    return headers;
  }

  adviceOn(status: 401 | 403, respondedAt: Date | undefined): string {
    if (status === 401) {
      return 'this API expects a token: set FEDBROKER_TOKEN_FILE, or use the URL IamApiUrl to sign with AWS credentials';
    }
    const behind =
      ((respondedAt ?? this.#host.now()).getTime() - this.#host.now().getTime()) / 1_000;
    return Math.abs(behind) > CLOCK_SKEW_MAX_SECONDS
      ? `the clock of this machine is ${Math.round(Math.abs(behind) / 60)} minutes ${behind > 0 ? 'behind' : 'ahead of'} the API's clock: set the clock, because signatures contain the time`
      : `the API refuses the AWS credentials ${this.#accessKeyId}: they have expired, their policies do not include the caller policy, or the API is not in the region ${this.#region}`;
  }
}

async function credentialsOf(
  source: CredentialSource,
  get: () => Promise<AwsCredentials>,
  host: Host,
): Promise<AwsCredentials> {
  const limit = host.timeLimit(SOURCE_MAX_MILLISECONDS);
  const timeout = new Promise<never>((_, reject) => {
    limit.addEventListener('abort', () => reject(limit.reason));
  });
  try {
    return await Promise.race([get(), timeout]);
  } catch (error) {
    if (error instanceof Failure) {
      throw error;
    }
    throw new Failure('notAccepted', adviceOnFailure(error, source));
  }
}

/** Never shows the SDK's message, because it may quote the command of a profile. */
function adviceOnFailure(error: unknown, { kind, profile, settings }: CredentialSource): string {
  const { name, message } = Object(error) as {
    readonly name?: unknown;
    readonly message?: unknown;
  };
  const who = `the AWS profile ${profile}`;
  const option = profile === undefined || profile === 'default' ? '' : ` --profile ${profile}`;
  if (name === 'TimeoutError') {
    return 'looking for AWS credentials took too long: sign in to AWS, then try again';
  }
  if (/\bsso\b/i.test(String(message))) {
    return `you are not signed in to AWS, or your sign-in has expired: run aws sso login${option}`;
  }
  if (kind === 'profile' && settings.login_session !== undefined) {
    return `you are not signed in to AWS, or your sign-in has expired: run aws login${option}`;
  }
  if (kind === 'profile' && !providesCredentials(settings)) {
    return `${who} has no settings that provide credentials: add them, or name another profile with --profile`;
  }
  if (kind === 'profile' && settings.role_arn !== undefined) {
    return `${who} cannot assume the role ${settings.role_arn} (${codeOf(error)}): check its trust policy and the credentials of the profile's source`;
  }
  if (kind === 'profile' && /\bfedbroker\b/.test(settings.credential_process ?? '')) {
    return `${who} runs fedbroker, so fedbroker cannot sign with it: name another profile with --profile`;
  }
  if (kind === 'profile' && settings.credential_process !== undefined) {
    return `${who} runs a credential_process that failed: run its command to see why, or name another profile with --profile`;
  }
  if (kind === 'profile') {
    return `${who} provides no credentials: check its settings, or name another profile with --profile`;
  }
  return kind === 'web-identity'
    ? `AWS does not accept the token in AWS_WEB_IDENTITY_TOKEN_FILE for the role in AWS_ROLE_ARN (${codeOf(error)})`
    : 'there are no AWS credentials: sign in to AWS, give --profile, or set FEDBROKER_TOKEN_FILE to call with a token';
}
