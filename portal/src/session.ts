import {
  ErrorResponse,
  ErrorTimeout,
  InMemoryWebStorage,
  type User,
  UserManager,
  WebStorageStateStore,
} from 'oidc-client-ts';
import { SignInEnded } from './broker.ts';
import type { PortalConfiguration } from './configuration.ts';

/**
 * In the tab's session storage while somebody is signed in. After a reload, the page then asks the issuer to sign the person in
 * again without a question.
 */
const SIGNED_IN = 'signed-in';

/** Errors of a request with `prompt=none` that mean "ask the person". https://openid.net/specs/openid-connect-core-1_0.html#AuthError */
const ASK = new Set([
  'account_selection_required',
  'consent_required',
  'interaction_required',
  'login_required',
]);

/** How a visit of the page begins. */
export type Beginning =
  | { readonly kind: 'signed-in'; readonly session: Session }
  | { readonly kind: 'signed-out' }
  /** The browser is on its way to the issuer. */
  | { readonly kind: 'leaving' };

/** The sign-in at the issuer: authorization code with PKCE. Tokens are in the memory of this page only. */
export class SignIn {
  readonly #configuration: PortalConfiguration;
  readonly #manager: UserManager;

  constructor(configuration: PortalConfiguration) {
    const { issuer, issuerEndpoint, clientId, scope, parameters } = configuration;
    const page = `${location.origin}/`;
    this.#configuration = configuration;
    this.#manager = new UserManager({
      authority: issuer,
      ...(issuerEndpoint === undefined
        ? {}
        : { metadataUrl: `${issuerEndpoint}/.well-known/openid-configuration` }),
      client_id: clientId,
      redirect_uri: page,
      post_logout_redirect_uri: page,
      scope,
      extraQueryParams: { ...parameters },
      userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
      stateStore: new WebStorageStateStore({ store: sessionStorage }),
      // Without a refresh token, it would use a frame, which issuers forbid. `Session` renews instead.
      automaticSilentRenew: false,
    });
  }

  /** Finishes a sign-in, or starts one without questions if this page was reloaded. Throws Error if a sign-in failed. */
  async begin(): Promise<Beginning> {
    const parameters = new URLSearchParams(location.search);
    if (parameters.has('state')) {
      const url = location.href;
      history.replaceState(null, '', '/');
      return this.#finish(url, parameters);
    }
    if (sessionStorage.getItem(SIGNED_IN) === null) {
      return { kind: 'signed-out' };
    }
    await this.start({ prompt: 'none' });
    return { kind: 'leaving' };
  }

  /** Leaves this page for the issuer's. */
  async start(options: { readonly prompt?: 'none' } = {}): Promise<void> {
    await this.#manager.signinRedirect({ ...options, nonce: crypto.randomUUID() });
  }

  async #finish(url: string, parameters: URLSearchParams): Promise<Beginning> {
    sessionStorage.removeItem(SIGNED_IN);
    if (!parameters.has('code') && !parameters.has('error')) {
      return { kind: 'signed-out' };
    }
    try {
      const user = await this.#manager.signinRedirectCallback(url);
      sessionStorage.setItem(SIGNED_IN, '');
      const session = new Session(this.#manager, user, this.#configuration.token);
      return { kind: 'signed-in', session };
    } catch (error) {
      // The library throws this class only if the state belongs to a sign-in of this page. Anybody can link to this page with
      // an error of their own, whose words the page must not show.
      if (!(error instanceof ErrorResponse)) {
        throw error;
      }
      if (ASK.has(String(error.error))) {
        return { kind: 'signed-out' };
      }
      throw new Error(`The sign-in failed: ${error.error_description ?? error.error}.`);
    }
  }
}

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
   * Signs out here, and at the issuer if the issuer has an endpoint for that. From now on, this session gives no token: uploads may
   * still be running, and the browser can keep the memory of this page for the Back button.
   *
   * @returns when the person sees this page again, or at once if the browser does not leave it
   * @throws Error if the issuer cannot be reached. The tokens are removed in any case
   */
  async signOut(): Promise<void> {
    this.#isSignedOut = true;
    sessionStorage.removeItem(SIGNED_IN);
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
}

/** `fetch` throws TypeError if there is no answer. */
function isNetworkFault(error: unknown): boolean {
  return error instanceof TypeError || error instanceof ErrorTimeout;
}
