import type { Clock } from '../clock.ts';
import { type OidcIssuer, startOidcIssuer } from './oidc-issuer.ts';

/** OpenID Connect issuers, each played by a loopback server of its own that starts when it is first asked for. */
export class OidcIssuers {
  readonly #clock: Clock;
  readonly #issuers = new Map<string, Promise<OidcIssuer>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * The same issuer for the same URL, `https://id.example.com` or with a path; as in tokens, a slash at the end makes
   * another issuer. Rejects with RangeError for what cannot be an issuer.
   */
  issuer(url: string): Promise<OidcIssuer> {
    const known = this.#issuers.get(url);
    if (known) {
      return known;
    }
    const started = startOidcIssuer(url, this.#clock);
    this.#issuers.set(url, started);
    started.catch(() => this.#issuers.delete(url));
    return started;
  }

  /** Where this machine serves a URL of the issuer. Rejects with RangeError for a URL that is not the issuer's. */
  async loopbackUrl(issuer: string, url: string): Promise<string> {
    return (await this.issuer(issuer)).loopbackUrl(url);
  }

  /** Stops serving. */
  async close(): Promise<void> {
    const issuers = [...this.#issuers.values()];
    this.#issuers.clear();
    await Promise.all(issuers.map(async (issuer) => (await issuer).close()));
  }
}
