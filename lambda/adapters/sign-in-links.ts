import type { SignInLinkRequest, SignInLinks } from '../../core/use-cases/ports.ts';
import { callUpstream } from './upstream.ts';

/** For both attempts together. */
const TIMEOUT_MILLISECONDS = 5_000;

/** The console shows it when the session ends. */
const ISSUER = 'federation-broker';

const SERVICE = 'The AWS sign-in endpoint';

/**
 * Gets sign-in links from the federation endpoint of the partition.
 *
 * It sends no SessionDuration, which AWS refuses for credentials of GetFederationToken.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
 */
export class FederationEndpoint implements SignInLinks {
  readonly #endpoint: string | undefined;

  /** @param endpoint replaces AWS's endpoint, as `AWS_ENDPOINT_URL` does for other services */
  constructor(endpoint: string | undefined) {
    this.#endpoint = endpoint;
  }

  async create({ credentials, signinHost, destination }: SignInLinkRequest): Promise<string> {
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

/** No error may contain the URL, which has the credentials, or the answer, which has the token. */
async function signinToken(url: string, signal: AbortSignal): Promise<string> {
  const { status, body } = await fetchTwice(url, signal);
  const token = status === 200 ? tokenIn(body) : undefined;
  if (token === undefined) {
    const error = new Error(`getSigninToken answered with status ${status} and without a token.`);
    // In the form of errors from AWS's clients.
    throw Object.assign(error, { $metadata: { httpStatusCode: status } });
  }
  return token;
}

/** Tries twice. If the first answer gets lost, its token does no harm, because nobody has it. */
async function fetchTwice(url: string, signal: AbortSignal): Promise<Answer> {
  const first = await fetchOnce(url, signal).catch(() => undefined);
  return first !== undefined && first.status < 500 ? first : fetchOnce(url, signal);
}

async function fetchOnce(url: string, signal: AbortSignal): Promise<Answer> {
  try {
    // A redirect could send the credentials elsewhere.
    const answer = await fetch(url, { signal, redirect: 'manual' });
    return { status: answer.status, body: await answer.text() };
  } catch (error) {
    throw signal.aborted ? signal.reason : new Error(`getSigninToken failed: ${codeOf(error)}.`);
  }
}

/** The message of fetch may quote the URL, but the code does not. */
function codeOf(error: unknown): unknown {
  return (error as { readonly cause?: { readonly code?: unknown } }).cause?.code ?? 'no code';
}

/** Hides the errors of JSON.parse, which quote the text. */
function tokenIn(body: string): string | undefined {
  try {
    const token: unknown = JSON.parse(body).SigninToken;
    return typeof token === 'string' && token !== '' ? token : undefined;
  } catch {
    return undefined;
  }
}
