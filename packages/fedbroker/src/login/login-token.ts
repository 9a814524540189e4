import type { Authorization } from '../authorization.ts';
import { Failure } from '../failure.ts';
import type { Host } from '../host.ts';
import { callerOfToken, isOtherCaller } from '../token-claims.ts';
import type { IssuedTokens, Login, StoredLogin } from './stored-login.ts';

/** A request takes seconds, and clocks differ by seconds. */
const RENEW_BEFORE_MILLISECONDS = 60_000;

/** Sends the token of a sign-in, and renews it before it expires. */
export class LoginToken implements Authorization {
  readonly identity: string;
  readonly #stored: StoredLogin;
  readonly #host: Host;
  #login: Login;

  private constructor(stored: StoredLogin, login: Login, host: Host) {
    this.#stored = stored;
    this.#login = login;
    this.#host = host;
    this.identity = JSON.stringify(callerOfToken(login.tokens.token));
  }

  /** @returns undefined if nobody signed in for this API. Throws Failure. */
  static async of(stored: StoredLogin, host: Host): Promise<LoginToken | undefined> {
    const login = await stored.read();
    return login === undefined ? undefined : new LoginToken(stored, login, host);
  }

  async headersFor(): Promise<Readonly<Record<string, string>>> {
    if (!this.#isFresh(this.#login.tokens)) {
      const login = await this.#stored.whileLocked(() => this.#renewed());
      if (isOtherCaller(login.tokens.token, this.#login.tokens.token)) {
        throw new Failure(
          'notAccepted',
          'somebody else has signed in meanwhile: run the command again',
        );
      }
      this.#login = login;
    }
    return { authorization: `Bearer ${this.#login.tokens.token}` };
  }

  adviceOn(status: 401 | 403, _respondedAt: Date | undefined, fault?: string): string {
    const reason = fault === undefined ? '' : ` (${fault})`;
    return status === 403
      ? 'the API refuses your sign-in: the token has no scope that the API requires; sign in with fedbroker login --scope'
      : `the API does not accept your sign-in${reason}: run fedbroker login again`;
  }

  async #renewed(): Promise<Login> {
    const login = await this.#stored.read();
    if (login === undefined) {
      throw new Failure('notAccepted', 'you have signed out meanwhile: run fedbroker login');
    }
    if (this.#isFresh(login.tokens)) {
      // Another process has renewed it.
      return login;
    }
    const { refreshToken } = login.tokens;
    if (refreshToken === undefined) {
      throw new Failure('notAccepted', 'your sign-in has expired: run fedbroker login');
    }
    const { Issuer } = await import('./issuer.ts');
    const issuer = await Issuer.discover(login.settings, this.#host);
    const renewed = { ...login, tokens: await issuer.renew(refreshToken) };
    await this.#stored.write(renewed);
    return renewed;
  }

  #isFresh({ expiresAt = Infinity }: IssuedTokens): boolean {
    return this.#host.now().getTime() < expiresAt - RENEW_BEFORE_MILLISECONDS;
  }
}
