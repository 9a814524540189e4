import type { CredentialCache } from './credential-cache.ts';
import { codeOf, Failure } from './failure.ts';
import type { AwsCredentials, CredentialSource, Host } from './host.ts';
import { networkFailureOfAws } from './network-failure.ts';
import { providesCredentials } from './profiles.ts';

/**
 * SDKs wait up to a minute for a credential_process. This limit, the wait for the cache's lock and the limit of an API call stay
 * below that.
 */
const SOURCE_MAX_MILLISECONDS = 30_000;

type GetCredentials = () => Promise<AwsCredentials>;

/** Returns a function that gets credentials from the source. It throws Failure that says what to do. */
export function sourceCredentials(
  source: CredentialSource,
  host: Host,
  mfaCodes: ReadonlyMap<string, string> = new Map(),
): GetCredentials {
  const get = host.awsCredentials(source, async (serial) => mfaCodes.get(serial) ?? '');
  return async () => {
    const limit = host.timeLimit(SOURCE_MAX_MILLISECONDS);
    const timeout = new Promise<never>((_, reject) => {
      limit.addEventListener('abort', () => reject(limit.reason));
    });
    try {
      return await Promise.race([get(), timeout]);
    } catch (error) {
      throw error instanceof Failure ? error : failureOf(error, source);
    }
  };
}

function failureOf(error: unknown, source: CredentialSource): Failure {
  // The metadata service of a machine cannot be reached if the machine has no role.
  const network = source.kind === 'machine' ? undefined : networkFailureOfAws(error);
  return network ?? new Failure('notAccepted', adviceOnFailure(error, source));
}

/**
 * Returns a function that gets credentials for which MFA codes are needed. A code is valid once, so the session is kept in the
 * cache, as the AWS CLI does. The person is asked before the time limit begins. The function throws Failure.
 */
export function mfaSession(
  source: CredentialSource,
  cache: CredentialCache | undefined,
  host: Host,
): GetCredentials {
  const startSession = async () => {
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = await sourceCredentials(
      source,
      host,
      await askForCodes(source, host),
    )();
    return {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken ?? '',
      Expiration: (expiration ?? host.now()).toISOString(),
    };
  };
  return async () => {
    const session = await (cache === undefined
      ? startSession()
      : cache.get(['session with MFA', source.identity], startSession));
    return {
      accessKeyId: session.AccessKeyId,
      secretAccessKey: session.SecretAccessKey,
      sessionToken: session.SessionToken,
    };
  };
}

async function askForCodes(
  { profile, mfaSerials }: CredentialSource,
  host: Host,
): Promise<ReadonlyMap<string, string>> {
  if (!host.canAsk) {
    throw new Failure(
      'notAccepted',
      `the AWS profile ${profile} needs an MFA code, and there is no terminal to ask for it: run fedbroker grants --profile ${profile} on a terminal first`,
    );
  }
  const codes = new Map<string, string>();
  for (const serial of mfaSerials) {
    codes.set(serial, await host.ask(`Enter MFA code for ${serial}: `));
  }
  return codes;
}

/** Never shows the SDK's message, because it may quote the command of a profile. */
function adviceOnFailure(
  error: unknown,
  { kind, profile, settings, mfaSerials }: CredentialSource,
): string {
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
    return `${who} cannot assume the role ${settings.role_arn} (${codeOf(error)}): check ${mfaSerials.length === 0 ? '' : 'the MFA code, '}its trust policy and the credentials of the profile's source`;
  }
  if (kind === 'profile' && /\bfedbroker\b/.test(settings.credential_process ?? '')) {
    // Without AWS_PROFILE, a default profile that runs fedbroker would still be the one to sign with.
    const machine =
      profile === 'default'
        ? ''
        : ', or, to sign with the role of this machine, write env -u AWS_PROFILE before fedbroker in the profile';
    return `${who} runs fedbroker, so fedbroker cannot sign with it: name another profile with --profile${machine}`;
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
