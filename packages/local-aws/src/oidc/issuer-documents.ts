import { discoveryUrl, urlBelow } from './issuer-url.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Where people sign in. */
export interface SignInPlace {
  readonly url: string;
  /** The scopes that clients may ask for. */
  readonly scopes: readonly string[];
}

/** The documents that an issuer publishes: the discovery document and the key set. */
export class IssuerDocuments {
  readonly #issuer: string;
  readonly #keys: SigningKeys;

  constructor(issuer: string, keys: SigningKeys) {
    this.#issuer = issuer;
    this.#keys = keys;
  }

  /**
   * @param path of the request, with its query
   * @param signIn undefined if nobody can sign in
   * @returns undefined if there is no document at the path
   */
  async at(path: string, signIn: SignInPlace | undefined): Promise<object | undefined> {
    const url = `${new URL(this.#issuer).origin}${path}`;
    if (url === discoveryUrl(this.#issuer)) {
      return this.#discovery(signIn);
    }
    return url === this.#keySetUrl() ? { keys: await this.#keys.published() } : undefined;
  }

  /**
   * The members that OpenID Connect Discovery requires. Where nobody can sign in, the first two endpoints do not exist.
   * Sources: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata,
   * https://datatracker.ietf.org/doc/html/rfc8414#section-2
   */
  #discovery(signIn: SignInPlace | undefined): object {
    const base = signIn?.url ?? this.#issuer;
    return {
      issuer: this.#issuer,
      authorization_endpoint: urlBelow(base, '/authorize'),
      token_endpoint: urlBelow(base, '/token'),
      jwks_uri: this.#keySetUrl(),
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256', 'RS384', 'RS512'],
      ...(signIn === undefined
        ? {}
        : {
            device_authorization_endpoint: urlBelow(base, '/device-authorization'),
            end_session_endpoint: urlBelow(base, '/end-session'),
            scopes_supported: signIn.scopes,
            revocation_endpoint: urlBelow(base, '/revoke'),
            grant_types_supported: [
              'authorization_code',
              'refresh_token',
              'urn:ietf:params:oauth:grant-type:device_code',
            ],
            code_challenge_methods_supported: ['S256'],
            token_endpoint_auth_methods_supported: ['none'],
          }),
    };
  }

  #keySetUrl(): string {
    return urlBelow(this.#issuer, '/.well-known/jwks.json');
  }
}
