import { codeOf, Failure } from '../failure.ts';

/**
 * The error codes that a person can act on. Sources: RFC 6749, 4.1.2.1 and 5.2; RFC 8628, 3.5; the last one is a code of
 * the library.
 */
const ADVICE: ReadonlyMap<unknown, readonly ['usage' | 'notAccepted' | 'failed', string]> = new Map(
  Object.entries({
    access_denied: ['notAccepted', 'the sign-in was refused'],
    expired_token: ['notAccepted', 'the code expired before anybody signed in'],
    invalid_scope: ['usage', 'the issuer does not accept the scopes: give others with --scope'],
    invalid_client: [
      'usage',
      'the issuer does not know this client id, or does not accept it without a secret',
    ],
    unauthorized_client: ['usage', 'the issuer does not accept this client id'],
    OAUTH_JWT_TIMESTAMP_CHECK_FAILED: [
      'failed',
      'the ID token is not valid at the time of this machine: check its clock',
    ],
  }),
);

/** Descriptions of issuers have a few hundred characters at most. */
const DESCRIPTION_MAX_CHARACTERS = 500;

interface Messages {
  /** If the issuer does not accept a code or refresh token. */
  readonly invalidGrant?: string;
  /** If the response lacks the ID token that it must contain. */
  readonly noIdToken?: string;
  /** If the code of the error has no message of its own. */
  readonly otherwise?: string;
}

/**
 * Turns errors of the library into Failures. The response of the issuer can contain tokens, so the messages quote only its error
 * and the description. They do not quote the description of `invalid_grant`, because some issuers repeat the refused code or
 * refresh token there.
 */
export async function failing<Result>(
  work: () => Promise<Result>,
  {
    invalidGrant = 'the issuer does not accept the code of the sign-in: run fedbroker login again',
    otherwise = 'the sign-in failed',
    noIdToken = otherwise,
  }: Messages = {},
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const cause = causeOf(error);
    if (cause !== undefined) {
      throw cause;
    }
    const { error: code = codeOf(error) } = Object(error) as { readonly error?: unknown };
    if (code === 'invalid_grant') {
      throw new Failure('notAccepted', invalidGrant);
    }
    const [kind, advice] = ADVICE.get(code) ?? [
      'failed',
      isWithoutIdToken(error) ? noIdToken : otherwise,
    ];
    throw new Failure(kind, `${advice} (${oneLine(code, error)})`);
  }
}

/** The library wraps what its `fetch` throws. */
function causeOf(error: unknown): Failure | undefined {
  for (let inner = error; inner !== undefined && inner !== null; inner = Object(inner).cause) {
    if ((inner as { readonly name?: unknown }).name === 'Failure') {
      return inner as Failure;
    }
  }
  return undefined;
}

/** Only the message of the library distinguishes a missing ID token from other invalid responses. */
function isWithoutIdToken(error: unknown): boolean {
  const { code, cause } = Object(error);
  return code === 'OAUTH_INVALID_RESPONSE' && String(Object(cause).message).includes('"id_token"');
}

/** Returns the code with the issuer's description, if there is one, without control characters and line breaks. */
function oneLine(code: unknown, error: unknown): string {
  const { error_description: description } = Object(error) as {
    readonly error_description?: unknown;
  };
  const text = typeof description === 'string' ? `${code}: ${description}` : String(code);
  const characters = [...text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim()];
  return characters.length > DESCRIPTION_MAX_CHARACTERS
    ? `${characters.slice(0, DESCRIPTION_MAX_CHARACTERS).join('')}…`
    : characters.join('');
}
