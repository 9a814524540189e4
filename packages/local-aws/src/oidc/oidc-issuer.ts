import { CompactSign } from 'jose/jws/compact/sign';
import type { Clock } from '../clock.ts';
import { type LoopbackServer, startLoopbackServer } from '../loopback-server.ts';
import { IssuerDocuments } from './issuer-documents.ts';
import { IssuerServer } from './issuer-server.ts';
import { parseIssuerUrl } from './issuer-url.ts';
import type { Claims, SignIn } from './sign-in/people.ts';
import { SignInEndpoints } from './sign-in/sign-in-endpoints.ts';
import { SigningKeys } from './signing-keys.ts';

const MILLISECONDS_PER_SECOND = 1_000;

/** An OpenID Connect issuer. Your code signs tokens with any claims. People can sign in once `allowSignIn` has named them. */
export class OidcIssuer {
  /** The https URL that tokens name. */
  readonly issuer: string;
  readonly #clock: Clock;
  readonly #keys: SigningKeys;
  readonly #server: LoopbackServer;
  readonly #requests: IssuerServer;

  constructor(
    issuer: string,
    clock: Clock,
    keys: SigningKeys,
    requests: IssuerServer,
    server: LoopbackServer,
  ) {
    this.issuer = issuer;
    this.#clock = clock;
    this.#keys = keys;
    this.#requests = requests;
    this.#server = server;
  }

  /** The address of the issuer on this machine: `http://127.0.0.1:PORT` and the issuer's path. */
  get localUrl(): string {
    return this.loopbackUrl(this.issuer);
  }

  /** Throws RangeError if the URL has another origin than the issuer. */
  loopbackUrl(url: string): string {
    const { origin } = new URL(this.issuer);
    if (!URL.canParse(url) || new URL(url).origin !== origin) {
      throw new RangeError(`${url} is not a URL of ${this.issuer}`);
    }
    const { pathname, search } = new URL(url);
    return `http://${this.#server.address}${pathname}${search}`;
  }

  /**
   * Signs exactly these claims, as a compact JWS. By default, alg is RS256, typ is JWT, and kid names the current key.
   * The current key signs, even if `header` has another kid.
   */
  async sign(claims: Claims, header: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const { privateKey, publicJwk } = await this.#keys.current();
    return new CompactSign(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: publicJwk.kid, ...header })
      .sign(privateKey);
  }

  /** Signs the claims, with iss, iat and exp by the clock unless the claims have them. */
  token(claims: Claims, { lifetimeSeconds }: { lifetimeSeconds: number }): Promise<string> {
    const iat = Math.floor(this.#clock.now().getTime() / MILLISECONDS_PER_SECOND);
    return this.sign({ iss: this.issuer, iat, exp: iat + lifetimeSeconds, ...claims });
  }

  /** Opens the sign-in page, where everybody on this machine can sign in as each of the people. */
  allowSignIn(signIn: SignIn): void {
    const sign: OidcIssuer['token'] = (claims, options) => this.token(claims, options);
    this.#requests.signIn = new SignInEndpoints(signIn, sign, this.#clock);
  }

  /** Signs with a new key from now on. The key set shows the new key and the previous one. */
  rotateKeys(): Promise<void> {
    return this.#keys.rotate();
  }

  /** Stops serving. */
  close(): Promise<void> {
    return this.#server.close();
  }
}

/** Rejects with RangeError for a URL that cannot be an issuer. */
export async function startOidcIssuer(issuer: string, clock: Clock): Promise<OidcIssuer> {
  parseIssuerUrl(issuer);
  const keys = new SigningKeys();
  const requests = new IssuerServer(issuer, new IssuerDocuments(issuer, keys));
  const server = await startLoopbackServer((incoming, response) => {
    requests.answer(incoming, response).catch((error) => response.destroy(error));
  });
  return new OidcIssuer(issuer, clock, keys, requests, server);
}
