import { createLocalJWKSet } from 'jose/jwks/local';
import type { Clock } from '../clock.ts';
import { discoveryUrl } from '../oidc/issuer-url.ts';
import { fetchJson } from './json-fetch.ts';

/** "API Gateway can cache the public key for two hours", https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html */
const CACHE_MS = 2 * 60 * 60 * 1_000;

/** Finds the one key that a token's header names; rejects with a JOSEError where there is none. */
export type KeySet = ReturnType<typeof createLocalJWKSet>;

/** Where this machine serves what an issuer has at an https URL. */
export interface IssuerLocations {
  loopbackUrl(issuer: string, url: string): Promise<string>;
}

interface CachedKeySet {
  readonly keySet: KeySet;
  readonly kids: ReadonlySet<unknown>;
  /** Milliseconds of the clock. */
  readonly readAt: number;
}

/** The public keys of issuers, each set kept for two hours. A token with another key makes it read anew. */
export class IssuerKeySets {
  readonly #locations: IssuerLocations;
  readonly #clock: Clock;
  readonly #cached = new Map<string, CachedKeySet>();

  constructor(locations: IssuerLocations, clock: Clock) {
    this.#locations = locations;
    this.#clock = clock;
  }

  /** The keys, with `kid` among them if the issuer shows it; rejects when the issuer cannot be read. */
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
   * The discovery document's jwks_uri. Rejects when the document cannot be read or is not the issuer's.
   * Source: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation
   */
  async discover(issuer: string): Promise<string> {
    const { issuer: named, jwks_uri: jwksUri } = await this.#fetch(issuer, discoveryUrl(issuer));
    if (named !== issuer) {
      throw new Error(`The discovery document of ${issuer} is another issuer's`);
    }
    if (typeof jwksUri !== 'string') {
      throw new Error(`The discovery document of ${issuer} has no jwks_uri`);
    }
    return jwksUri;
  }

  async #read(issuer: string): Promise<KeySet> {
    const document = await this.#fetch(issuer, await this.discover(issuer));
    // What is no key set is refused there.
    return createLocalJWKSet(document as unknown as Parameters<typeof createLocalJWKSet>[0]);
  }

  async #fetch(issuer: string, url: string): Promise<Readonly<Record<string, unknown>>> {
    return fetchJson(await this.#locations.loopbackUrl(issuer, url));
  }
}
