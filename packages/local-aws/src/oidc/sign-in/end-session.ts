import { message, redirect, type SignInResponse } from './exchange.ts';
import { OAuthError } from './oauth-error.ts';
import { findClient, isRegistered, type SignIn } from './people.ts';

/**
 * Answers a browser whose person has signed out. The signature of the hint is not checked, because the hint only names the
 * client, which `client_id` does without a signature. Throws OAuthError.
 * Source: https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout
 */
export function signedOut(signIn: SignIn, query: URLSearchParams): SignInResponse {
  const uri = query.get('post_logout_redirect_uri');
  if (uri === null) {
    return message('Signed out', 'You can close this page.');
  }
  const ids = [query.get('client_id'), audienceOf(query.get('id_token_hint'))];
  const named = new Set(ids.filter((id) => id !== null));
  const [clientId = null] = named;
  const client = named.size === 1 ? findClient(signIn, clientId) : undefined;
  if (client === undefined) {
    throw refused('client_id or id_token_hint must name the client of post_logout_redirect_uri');
  }
  if (!isRegistered(client, uri)) {
    throw refused(`post_logout_redirect_uri is not registered for ${client.clientId}`);
  }
  return redirect(uri, { state: query.get('state') });
}

function audienceOf(idToken: string | null): string | null {
  if (idToken === null) {
    return null;
  }
  try {
    return String(JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString()).aud);
  } catch {
    throw refused('id_token_hint is not an ID token');
  }
}

function refused(reason: string): OAuthError {
  return new OAuthError('invalid_request', `You are signed out, but ${reason}.`);
}
