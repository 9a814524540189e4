import type { Clock } from '../clock.ts';
import { type OidcIssuer, startOidcIssuer } from './oidc-issuer.ts';

/** OpenID Connect issuers. Each has its own loopback server, which starts at its first use. */
export class OidcIssuers {
  readonly #clock: Clock;
  readonly #issuers = new Map<string, Promise<OidcIssuer>>();
  readonly #localUrls = new Map<string, string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Resolves to the issuer of this URL, `https://id.example.com` or with a path. A slash at the end makes another
   * issuer, as in tokens. Rejects with RangeError for a URL that cannot be an issuer.
   */
  issuer(url: string): Promise<OidcIssuer> {
    const known = this.#issuers.get(url);
    if (known) {
      return known;
    }
    const started = startOidcIssuer(url, this.#clock);
    this.#issuers.set(url, started);
    started.then(
      ({ localUrl }) => this.#localUrls.set(url, localUrl),
      () => this.#issuers.delete(url),
    );
    return started;
  }

  /** The addresses on this machine of the issuers that have started, by their https URL. */
  get localUrls(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#localUrls);
  }

  /**
   * Resolves to the address of an issuer's URL on this machine. Rejects with RangeError for a URL of another origin.
   */
  async loopbackUrl(issuer: string, url: string): Promise<string> {
    return (await this.issuer(issuer)).loopbackUrl(url);
  }

  /** Stops serving. */
  async close(): Promise<void> {
    const issuers = [...this.#issuers.values()];
    this.#issuers.clear();
    this.#localUrls.clear();
    await Promise.all(issuers.map(async (issuer) => (await issuer).close()));
  }
}
