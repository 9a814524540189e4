import type { Authorization, UnsentRequest } from './authorization.ts';
import { Failure } from './failure.ts';
import { type AwsCredentials, type Host, NESTED } from './host.ts';

/** SDKs wait up to a minute for a credential_process. This limit, the wait for the cache's lock and the limit of an API call stay below that. */
const SOURCE_MAX_MILLISECONDS = 7_000;

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html */
const CLOCK_SKEW_MAX_SECONDS = 300;

/** Signs requests with SigV4 and the caller's own AWS credentials. */
export class AwsSignature implements Authorization {
  readonly identity: string;
  readonly #region: string;
  readonly #find: () => Promise<AwsCredentials>;
  readonly #host: Host;

  private constructor(
    identity: string,
    region: string,
    find: () => Promise<AwsCredentials>,
    host: Host,
  ) {
    this.identity = identity;
    this.#region = region;
    this.#find = find;
    this.#host = host;
  }

  /** Throws Failure if there are no credentials. */
  static async of(region: string, profile: string | undefined, host: Host): Promise<AwsSignature> {
    if (host.env[NESTED]) {
      throw new Failure(
        'usage',
        'this AWS profile runs fedbroker, so fedbroker cannot sign with it: name another profile with --profile',
      );
    }
    const chain = host.awsCredentials(profile);
    const find = () => credentialsOf(chain, profile ?? host.env.AWS_PROFILE, host);
    const { accessKeyId } = await find();
    return new AwsSignature(accessKeyId, region, find, host);
  }

  async headersFor({
    method,
    url,
    body,
  }: UnsentRequest): Promise<Readonly<Record<string, string>>> {
    const { Hash, SignatureV4 } = await import('./aws-sdk.ts');
    const signer = new SignatureV4({
      credentials: await this.#find(),
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
      : `the API refuses the AWS credentials ${this.identity}: they have expired, their policies do not include the caller policy, or the API is not in the region ${this.#region}`;
  }
}

async function credentialsOf(
  chain: () => Promise<AwsCredentials>,
  profile: string | undefined,
  host: Host,
): Promise<AwsCredentials> {
  const limit = host.timeLimit(SOURCE_MAX_MILLISECONDS);
  const timeout = new Promise<never>((_, reject) => {
    limit.addEventListener('abort', () => reject(limit.reason));
  });
  try {
    return await Promise.race([chain(), timeout]);
  } catch (error) {
    throw new Failure('notAccepted', adviceOnFailure(error, profile));
  }
}

/** Never shows the SDK's message, because it may quote the command of a profile. */
function adviceOnFailure(error: unknown, profile: string | undefined): string {
  const { name, message } = Object(error) as {
    readonly name?: unknown;
    readonly message?: unknown;
  };
  if (name === 'TimeoutError') {
    return 'looking for AWS credentials took too long: sign in to AWS, then try again';
  }
  if (/\bsso\b/i.test(String(message))) {
    return 'you are not signed in to AWS, or your sign-in has expired: run aws sso login';
  }
  return profile
    ? `the AWS profile ${profile} provides no credentials: sign in to AWS, or name another profile with --profile`
    : 'there are no AWS credentials: sign in to AWS, give --profile, or set FEDBROKER_TOKEN_FILE to call with a token';
}
