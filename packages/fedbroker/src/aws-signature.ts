import { Failure } from './failure.ts';
import { type AwsCredentials, type Host, NESTED } from './host.ts';
import type { Authorization, UnsentRequest } from './request-authorization.ts';

/** With the wait for another process and the API's own limit, below the minute that SDKs wait for credential_process. */
const CHAIN_MAX_MILLISECONDS = 7_000;

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html */
const CLOCK_SKEW_MAX_SECONDS = 300;

/** SigV4 with the caller's own AWS credentials. */
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

  /** Throws Failure without credentials. */
  static async of(region: string, profile: string | undefined, host: Host): Promise<AwsSignature> {
    if (host.env[NESTED]) {
      throw new Failure(
        'usage',
        'an AWS profile that runs fedbroker cannot be the one it signs with: name another with --profile',
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

  adviceOn(status: 401 | 403, answeredAt: Date | undefined): string {
    if (status === 401) {
      return 'this API takes tokens: set FEDBROKER_TOKEN_FILE, or take IamApiUrl to sign with AWS credentials';
    }
    const behind =
      ((answeredAt ?? this.#host.now()).getTime() - this.#host.now().getTime()) / 1_000;
    return Math.abs(behind) > CLOCK_SKEW_MAX_SECONDS
      ? `this machine's clock is ${Math.round(Math.abs(behind) / 60)} minutes ${behind > 0 ? 'behind' : 'ahead of'} the API's: set it, signatures depend on it`
      : `the API refuses the AWS credentials ${this.identity}: they have expired, lack the caller policy, or are for another region than ${this.#region}`;
  }
}

async function credentialsOf(
  chain: () => Promise<AwsCredentials>,
  profile: string | undefined,
  host: Host,
): Promise<AwsCredentials> {
  const limit = host.timeLimit(CHAIN_MAX_MILLISECONDS);
  const timeout = new Promise<never>((_, reject) => {
    limit.addEventListener('abort', () => reject(limit.reason));
  });
  try {
    return await Promise.race([chain(), timeout]);
  } catch (error) {
    throw new Failure('notLetIn', adviceOnFailure(error, profile));
  }
}

/** What the chain says may quote commands of profiles, so it is only looked at. */
function adviceOnFailure(error: unknown, profile: string | undefined): string {
  const { name, message } = Object(error) as {
    readonly name?: unknown;
    readonly message?: unknown;
  };
  if (name === 'TimeoutError') {
    return 'finding AWS credentials took too long: sign in, then try again';
  }
  if (/\bsso\b/i.test(String(message))) {
    return 'your AWS sign-in has ended or is missing: run aws sso login';
  }
  return profile
    ? `the AWS profile ${profile} gives no credentials: sign in, or name with --profile another that does not run fedbroker`
    : 'there are no AWS credentials to call with: sign in to AWS, give --profile, or set FEDBROKER_TOKEN_FILE';
}
