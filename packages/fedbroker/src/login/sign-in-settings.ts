import { isConfidential, isLoopback } from '../api-url.ts';
import type { Options } from '../command-line.ts';
import { Failure } from '../failure.ts';
import type { Host } from '../host.ts';

export type TokenKind = 'access' | 'id';

/** Where and how a person signs in. */
export interface SignInSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** The token that the API gets. */
  readonly token: TokenKind;
  /** Separated by spaces. Undefined: `openid`, and `offline_access` if the issuer lists it. */
  readonly scope?: string;
  /** The API that the access token is for. Auth0 needs it. */
  readonly audience?: string;
  /** A URL on this machine. Without a port, any free port is used. */
  readonly redirectUri: string;
}

/** Source: https://datatracker.ietf.org/doc/html/rfc8252#section-7.3 */
const REDIRECT_URI = 'http://127.0.0.1/callback';

/** Throws Failure that says which option to give. */
export function signInSettings(options: Options, { env }: Host): SignInSettings {
  const issuer = options.issuer ?? env.FEDBROKER_ISSUER;
  const clientId = options['client-id'] ?? env.FEDBROKER_CLIENT_ID;
  if (!issuer || !clientId) {
    throw new Failure(
      'usage',
      'where do you sign in? Give --issuer and --client-id, or set FEDBROKER_ISSUER and FEDBROKER_CLIENT_ID',
    );
  }
  if (!URL.canParse(issuer) || new URL(issuer).protocol !== 'https:') {
    throw new Failure('usage', 'the issuer must be a URL that begins with https://');
  }
  const redirectUri = options['redirect-uri'] ?? REDIRECT_URI;
  const redirect = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined;
  if (redirect?.protocol !== 'http:' || !isLoopback(redirect) || redirect.search || redirect.hash) {
    throw new Failure(
      'usage',
      'the redirect URI must be on this machine, without query and fragment, such as http://localhost:8400/callback',
    );
  }
  return {
    issuer,
    clientId,
    token: options.token === 'id' ? 'id' : 'access',
    scope: options.scope,
    audience: options.audience,
    redirectUri,
  };
}

/**
 * Returns where the issuer can be reached on this machine, if it is a local one, such as that of `npm start`.
 *
 * Throws Failure for an address elsewhere.
 */
export function localIssuer({ env }: Host): URL | undefined {
  const text = env.FEDBROKER_ISSUER_ENDPOINT;
  if (!text) {
    return undefined;
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !isConfidential(url) || !isLoopback(url)) {
    throw new Failure(
      'usage',
      'FEDBROKER_ISSUER_ENDPOINT must be a URL on this machine, such as http://127.0.0.1:8090',
    );
  }
  return url;
}
