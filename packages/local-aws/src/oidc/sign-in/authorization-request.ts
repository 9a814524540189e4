import { OAuthError } from './oauth-error.ts';
import { type Client, findClient, isRegistered, type SignIn } from './people.ts';

/** A request to sign in, which a browser brings. Sources: https://datatracker.ietf.org/doc/html/rfc6749#section-4.1.1,
 * https://datatracker.ietf.org/doc/html/rfc7636#section-4.3 */
export interface AuthorizationRequest extends TokenScope {
  readonly redirectUri: string;
  /** The SHA-256 of the verifier that the client sends later, in base64url. */
  readonly codeChallenge: string;
  /** Comes back in the ID token. */
  readonly nonce: string | undefined;
}

/** Who the tokens are for. */
export interface TokenScope {
  readonly client: Client;
  /** Separated by spaces. */
  readonly scope: string;
}

/** Every client may ask for these. */
export const COMMON_SCOPES = ['openid', 'profile', 'email', 'offline_access'];

const CHALLENGE = /^[\w-]{43}$/;

/**
 * Parameters that change what the request means, in ways that this issuer does not support, with the error for them.
 * Sources: https://openid.net/specs/openid-connect-core-1_0.html#JWTRequests,
 * https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html#ResponseModes
 */
const UNSUPPORTED = new Map([
  ['request', 'request_not_supported'],
  ['request_uri', 'request_uri_not_supported'],
  ['response_mode', 'invalid_request'],
]);

/** `none` must stand alone. The page asks for the person in all other cases. */
const PROMPT = /^(?:none|(?:login|consent|select_account)(?: (?:login|consent|select_account))*)$/;

/** Throws OAuthError if no client is known to wait at the URL to return to: then the browser must stay here. */
export function readReturn(
  signIn: SignIn,
  query: URLSearchParams,
): { readonly client: Client; readonly redirectUri: string } {
  const client = findClient(signIn, query.get('client_id'));
  if (client === undefined) {
    throw new OAuthError('unauthorized_client', 'client_id is not the id of a known client');
  }
  const names = [...query.keys()];
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new OAuthError('invalid_request', `${repeated} is repeated`);
  }
  const redirectUri = query.get('redirect_uri');
  if (!isRegistered(client, redirectUri)) {
    throw new OAuthError(
      'invalid_request',
      `redirect_uri is not registered for ${client.clientId}`,
    );
  }
  return { client, redirectUri };
}

/** Throws OAuthError for anything but the authorization code flow with PKCE and S256. */
export function readAuthorizationRequest(
  client: Client,
  redirectUri: string,
  query: URLSearchParams,
): AuthorizationRequest {
  for (const [name, error] of UNSUPPORTED) {
    if (query.has(name)) {
      throw new OAuthError(error, `${name} is not supported`);
    }
  }
  if (query.get('response_type') !== 'code') {
    throw new OAuthError('unsupported_response_type', 'response_type must be code');
  }
  if (!PROMPT.test(query.get('prompt') ?? 'login')) {
    throw new OAuthError(
      'invalid_request',
      'prompt must be none, or some of login, consent and select_account',
    );
  }
  const codeChallenge = query.get('code_challenge') ?? '';
  if (query.get('code_challenge_method') !== 'S256' || !CHALLENGE.test(codeChallenge)) {
    throw new OAuthError(
      'invalid_request',
      'code_challenge must have 43 characters, and code_challenge_method must be S256',
    );
  }
  const scope = readScope(client, query.get('scope'));
  return { client, redirectUri, codeChallenge, nonce: query.get('nonce') ?? undefined, scope };
}

/** Throws OAuthError for a scope that the client may not ask for. */
export function readScope({ clientId, scopes }: Client, text: string | null): string {
  const words = (text ?? '').split(' ').filter((word) => word !== '');
  if (!words.includes('openid')) {
    throw new OAuthError('invalid_scope', 'scope must contain openid');
  }
  const known = [...COMMON_SCOPES, ...scopes];
  const unknown = words.find((word) => !known.includes(word));
  if (unknown !== undefined) {
    throw new OAuthError('invalid_scope', `${clientId} may ask for the scopes ${known.join(' ')}`);
  }
  return words.join(' ');
}
