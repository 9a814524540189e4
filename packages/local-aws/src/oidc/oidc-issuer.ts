import { CompactSign } from 'jose/jws/compact/sign';
import type { Clock } from '../clock.ts';
import { type LoopbackServer, startLoopbackServer } from '../loopback-server.ts';
import { documentListener } from './issuer-documents.ts';
import { parseIssuerUrl } from './issuer-url.ts';
import { SigningKeys } from './signing-keys.ts';

const MILLISECONDS_PER_SECOND = 1_000;

export type Claims = Readonly<Record<string, unknown>>;

/** An OpenID Connect issuer without people and logins: whoever holds the object signs what it likes. */
export class OidcIssuer {
  /** The https URL, as tokens name it. */
  readonly issuer: string;
  readonly #clock: Clock;
  readonly #keys: SigningKeys;
  readonly #server: LoopbackServer;

  constructor(issuer: string, clock: Clock, keys: SigningKeys, server: LoopbackServer) {
    this.issuer = issuer;
    this.#clock = clock;
    this.#keys = keys;
    this.#server = server;
  }

  /** Where this machine serves the issuer: `http://127.0.0.1:PORT` and the issuer's path. */
  get localUrl(): string {
    return this.loopbackUrl(this.issuer);
  }

  /** Throws RangeError for a URL of another origin than the issuer's. */
  loopbackUrl(url: string): string {
    const { origin } = new URL(this.issuer);
    if (!URL.canParse(url) || new URL(url).origin !== origin) {
      throw new RangeError(`${url} is not a URL of ${this.issuer}`);
    }
    const { pathname, search } = new URL(url);
    return `http://${this.#server.address}${pathname}${search}`;
  }

  /**
   * A compact JWS of these very claims. Unless `header` says otherwise, alg is RS256, typ is JWT and kid names the
   * current key, which signs whatever the header says.
   */
  async sign(claims: Claims, header: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const { privateKey, publicJwk } = await this.#keys.current();
    return new CompactSign(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: publicJwk.kid, ...header })
      .sign(privateKey);
  }

  /** Signs the claims with iss, iat and exp by the local clock, each unless given. */
  token(claims: Claims, { lifetimeSeconds }: { lifetimeSeconds: number }): Promise<string> {
    const iat = Math.floor(this.#clock.now().getTime() / MILLISECONDS_PER_SECOND);
    return this.sign({ iss: this.issuer, iat, exp: iat + lifetimeSeconds, ...claims });
  }

  /** A new key signs from now on; the key set shows it and the one before it. */
  rotateKeys(): Promise<void> {
    return this.#keys.rotate();
  }

  /** Stops serving. */
  close(): Promise<void> {
    return this.#server.close();
  }
}

/** Rejects with RangeError for what cannot be an issuer. */
export async function startOidcIssuer(issuer: string, clock: Clock): Promise<OidcIssuer> {
  parseIssuerUrl(issuer);
  const keys = new SigningKeys();
  const server = await startLoopbackServer(documentListener(issuer, keys));
  return new OidcIssuer(issuer, clock, keys, server);
}
