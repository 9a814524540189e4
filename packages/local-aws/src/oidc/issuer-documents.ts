import type { RequestListener, ServerResponse } from 'node:http';
import { discoveryUrl, urlBelow } from './issuer-url.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Serves the discovery document and the key set, at the issuer's paths. */
export function documentListener(issuer: string, keys: SigningKeys): RequestListener {
  const { origin } = new URL(issuer);
  const discovery = discoveryDocument(issuer);
  const documentAt = async (url: string): Promise<object | undefined> => {
    if (url === discoveryUrl(issuer)) {
      return discovery;
    }
    return url === discovery.jwks_uri ? { keys: await keys.published() } : undefined;
  };
  return ({ method, url }, response) => {
    const found = method === 'GET' ? documentAt(`${origin}${url}`) : Promise.resolve(undefined);
    found.then((document) => send(response, document)).catch((error) => response.destroy(error));
  };
}

/**
 * Returns the members that OpenID Connect Discovery requires. The authorization and token endpoints do not exist.
 * Source: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata
 */
function discoveryDocument(issuer: string) {
  return {
    issuer,
    authorization_endpoint: urlBelow(issuer, '/authorize'),
    token_endpoint: urlBelow(issuer, '/token'),
    jwks_uri: urlBelow(issuer, '/.well-known/jwks.json'),
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'RS384', 'RS512'],
  };
}

function send(response: ServerResponse, document: object | undefined): void {
  response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(document ?? { error: 'not_found' }));
}
