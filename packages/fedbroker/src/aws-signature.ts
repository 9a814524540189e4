import type { Authorization, UnsentRequest } from './authorization.ts';
import type { CredentialCache } from './credential-cache.ts';
import type { AwsCredentials, CredentialSource, Host } from './host.ts';
import { mfaSession, sourceCredentials } from './source-credentials.ts';

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

  /**
   * Throws Failure if the source has no credentials, as far as that is known before they are needed.
   *
   * @param cache keeps sessions for which the person has entered an MFA code. If undefined, the person is asked each time
   */
  static async of(
    source: CredentialSource,
    region: string,
    cache: CredentialCache | undefined,
    host: Host,
  ): Promise<AwsSignature> {
    const getCredentials =
      source.mfaSerials.length === 0
        ? sourceCredentials(source, host)
        : mfaSession(source, cache, host);
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
