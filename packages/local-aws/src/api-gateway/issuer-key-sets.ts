import { createLocalJWKSet } from 'jose/jwks/local';
import type { Clock } from '../clock.ts';
import { discoveryUrl } from '../oidc/issuer-url.ts';
import { fetchJson } from './json-fetch.ts';

/** "API Gateway can cache the public key for two hours", https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html */
const CACHE_MS = 2 * 60 * 60 * 1_000;

/** Finds the key that a token's header names. Rejects with a JOSEError if there is none. */
export type KeySet = ReturnType<typeof createLocalJWKSet>;

/** Maps the https URLs of an issuer to this machine. */
export interface IssuerLocations {
  loopbackUrl(issuer: string, url: string): Promise<string>;
}

interface CachedKeySet {
  readonly keySet: KeySet;
  readonly kids: ReadonlySet<unknown>;
  /** Milliseconds of the clock. */
  readonly readAt: number;
}

/** The public keys of issuers, cached for two hours. A token with an unknown key reads the issuer's keys again. */
export class IssuerKeySets {
  readonly #locations: IssuerLocations;
  readonly #clock: Clock;
  readonly #cached = new Map<string, CachedKeySet>();

  constructor(locations: IssuerLocations, clock: Clock) {
    this.#locations = locations;
    this.#clock = clock;
  }

  /**
   * Resolves to the issuer's keys. They include `kid` if the issuer publishes it. Rejects if the issuer cannot be read.
   */
  async keySet(issuer: string, kid: string): Promise<KeySet> {
    const cached = this.#cached.get(issuer);
    const age = this.#clock.now().getTime() - (cached?.readAt ?? 0);
    if (cached && age < CACHE_MS && cached.kids.has(kid)) {
      return cached.keySet;
    }
    const keySet = await this.#read(issuer);
    const kids = new Set(keySet.jwks().keys.map((key) => key.kid));
    this.#cached.set(issuer, { keySet, kids, readAt: this.#clock.now().getTime() });
    return keySet;
  }

  /**
   * Resolves to the jwks_uri of the discovery document. Rejects if the document cannot be read or names another issuer.
   * Source: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation
   */
  async discover(issuer: string): Promise<string> {
    const { issuer: named, jwks_uri: jwksUri } = await this.#fetch(issuer, discoveryUrl(issuer));
    if (named !== issuer) {
      throw new Error(`The discovery document of ${issuer} names another issuer`);
    }
    if (typeof jwksUri !== 'string') {
      throw new Error(`The discovery document of ${issuer} has no jwks_uri`);
    }
    return jwksUri;
  }

  async #read(issuer: string): Promise<KeySet> {
    const document = await this.#fetch(issuer, await this.discover(issuer));
    // createLocalJWKSet throws if the document is not a key set.
    return createLocalJWKSet(document as unknown as Parameters<typeof createLocalJWKSet>[0]);
  }

  async #fetch(issuer: string, url: string): Promise<Readonly<Record<string, unknown>>> {
    return fetchJson(await this.#locations.loopbackUrl(issuer, url));
  }
}
