import type { SignInLinks } from '../../core/use-cases/ports.ts';
import { callUpstream } from './upstream.ts';

/** Both attempts together. */
const TIMEOUT_MILLISECONDS = 5_000;

/** Who signs people in, for the console to tell them when their session is over. */
const ISSUER = 'federation-broker';

const SERVICE = 'The AWS sign-in endpoint';

type LinkRequest = Parameters<SignInLinks['create']>;

/**
 * Sign-in links from the federation endpoint of the partition.
 *
 * No SessionDuration: AWS refuses it with credentials of GetFederationToken.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
 */
export class FederationEndpoint implements SignInLinks {
  readonly #endpoint: string | undefined;

  /** @param endpoint stands for AWS's, as `AWS_ENDPOINT_URL` does for its services' */
  constructor(endpoint: string | undefined) {
    this.#endpoint = endpoint;
  }

  async create(...[credentials, { signinHost, destination }]: LinkRequest): Promise<string> {
    const federation = `${this.#endpoint ?? `https://${signinHost}`}/federation`;
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const Session = JSON.stringify({
      sessionId: accessKeyId,
      sessionKey: secretAccessKey,
      sessionToken,
    });
    const url = `${federation}?${new URLSearchParams({ Action: 'getSigninToken', Session })}`;
    const token = await callUpstream(SERVICE, TIMEOUT_MILLISECONDS, ({ abortSignal }) =>
      signinToken(url, abortSignal),
    );
    const login = { Action: 'login', Issuer: ISSUER, Destination: destination, SigninToken: token };
    return `${federation}?${new URLSearchParams(login)}`;
  }
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** The URL holds the credentials and the answer the token: no error may carry either. */
async function signinToken(url: string, signal: AbortSignal): Promise<string> {
  const { status, body } = await fetchTwice(url, signal);
  const token = status === 200 ? tokenIn(body) : undefined;
  if (token === undefined) {
    const error = new Error(`getSigninToken answered ${status} without a token.`);
    // As AWS's clients tell the status.
    throw Object.assign(error, { $metadata: { httpStatusCode: status } });
  }
  return token;
}

/** A token that was made and lost on the way does no harm: nobody has it. */
async function fetchTwice(url: string, signal: AbortSignal): Promise<Answer> {
  const first = await fetchOnce(url, signal).catch(() => undefined);
  return first !== undefined && first.status < 500 ? first : fetchOnce(url, signal);
}

async function fetchOnce(url: string, signal: AbortSignal): Promise<Answer> {
  try {
    // A redirect that is followed takes the credentials elsewhere.
    const answer = await fetch(url, { signal, redirect: 'manual' });
    return { status: answer.status, body: await answer.text() };
  } catch (error) {
    throw signal.aborted ? signal.reason : new Error(`getSigninToken failed: ${codeOf(error)}.`);
  }
}

/** What fetch says in words may quote the URL. */
function codeOf(error: unknown): unknown {
  return (error as { readonly cause?: { readonly code?: unknown } }).cause?.code ?? 'no code';
}

/** JSON.parse's errors quote what they cannot read. */
function tokenIn(body: string): string | undefined {
  try {
    const token: unknown = JSON.parse(body).SigninToken;
    return typeof token === 'string' && token !== '' ? token : undefined;
  } catch {
    return undefined;
  }
}
