import { ErrorTimeout, type User, type UserManager } from 'oidc-client-ts';
import { SignInEnded } from './broker.ts';
import type { PortalConfiguration } from './configuration.ts';

/**
 * In the tab's session storage while somebody is signed in. After a reload, the page then asks the issuer to sign the person in
 * again without a question.
 */
export const SIGNED_IN = 'signed-in';

/** Milliseconds that a sign-out waits for the issuer to revoke the refresh token. */
const REVOCATION_MS = 3_000;

/** A person who is signed in. */
export class Session {
  readonly #manager: UserManager;
  readonly #token: PortalConfiguration['token'];
  #user: User;
  #renewal: Promise<void> | undefined;
  #isSignedOut = false;

  constructor(manager: UserManager, user: User, token: PortalConfiguration['token']) {
    this.#manager = manager;
    this.#user = user;
    this.#token = token;
  }

  /** The person's name, as far as the issuer tells it. */
  get person(): string {
    const { name, preferred_username: username, email, sub } = this.#user.profile;
    return name ?? username ?? email ?? sub;
  }

  /** When the token ends. A session with a refresh token then goes on. */
  get until(): Date {
    const { expires_at: accessEnd, profile } = this.#user;
    const seconds = this.#token === 'id' ? profile.exp : (accessEnd ?? profile.exp);
    return new Date(seconds * 1_000);
  }

  get isRenewed(): boolean {
    return this.#user.refresh_token !== undefined;
  }

  /** The token for the broker, renewed in its last minute if the issuer gave a refresh token. */
  async token(): Promise<string> {
    if (this.until.getTime() - Date.now() < 60_000 && this.isRenewed && !this.#isSignedOut) {
      this.#renewal ??= this.#renew().finally(() => {
        this.#renewal = undefined;
      });
      await this.#renewal;
    }
    const token = this.#token === 'id' ? this.#user.id_token : this.#user.access_token;
    if (this.#isSignedOut || token === undefined || this.until.getTime() <= Date.now()) {
      throw new SignInEnded('Your sign-in has ended.');
    }
    return token;
  }

  /** A network fault does not end the sign-in: the old token is used while it lasts, and the next request renews it. */
  async #renew(): Promise<void> {
    try {
      this.#user = (await this.#manager.signinSilent()) ?? this.#user;
    } catch (error) {
      if (!isNetworkFault(error)) {
        throw new SignInEnded('Your sign-in has ended.');
      }
      if (this.until.getTime() <= Date.now()) {
        throw new Error(
          'Your sign-in cannot be renewed, because the issuer cannot be reached. Check your network connection.',
        );
      }
    }
  }

  /**
   * Signs out of this page, and of the issuer if it has the endpoints. Afterwards the session gives no token, because uploads may
   * still be running, and the browser may restore this page for the Back button.
   *
   * @returns when the person sees this page again, or at once if the browser does not leave it
   * @throws Error if the issuer cannot be reached. The tokens are removed in any case
   */
  async signOut(): Promise<void> {
    this.#isSignedOut = true;
    sessionStorage.removeItem(SIGNED_IN);
    await withTimeLimit(REVOCATION_MS, this.#revoke());
    try {
      if ((await this.#manager.metadataService.getEndSessionEndpoint()) !== undefined) {
        const { client_id, post_logout_redirect_uri: page = '' } = this.#manager.settings;
        // Amazon Cognito demands these two parameters, which are not in the standard. Other issuers ignore what they do not know.
        // Source: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
        await this.#manager.signoutRedirect({ extraQueryParams: { client_id, logout_uri: page } });
      }
    } finally {
      await this.#manager.removeUser();
    }
  }

  /**
   * Revokes the refresh token, if there is one and the issuer has an endpoint for that. The request needs no CORS preflight, so the
   * issuer gets it even if it lets no page read its answer.
   * Source: https://www.rfc-editor.org/rfc/rfc7009.html#section-2.1
   */
  async #revoke(): Promise<void> {
    // A renewal that still runs replaces the refresh token.
    await this.#renewal?.catch(() => {});
    const { refresh_token: token } = this.#user;
    const endpoint = await this.#manager.metadataService.getRevocationEndpoint();
    if (token !== undefined && endpoint !== undefined) {
      const { client_id } = this.#manager.settings;
      const body = new URLSearchParams({ token, token_type_hint: 'refresh_token', client_id });
      // With `keepalive`, the request goes on when the browser leaves this page.
      await fetch(endpoint, { method: 'POST', body, keepalive: true });
    }
  }
}

/** Waits until the work has ended or failed, or until the time is over. */
async function withTimeLimit(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work.catch(() => {}), limit]);
  clearTimeout(timer);
}

/** `fetch` throws TypeError if there is no answer. */
export function isNetworkFault(error: unknown): boolean {
  return error instanceof TypeError || error instanceof ErrorTimeout;
}
