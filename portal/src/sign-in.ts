import {
  ErrorResponse,
  InMemoryWebStorage,
  UserManager,
  WebStorageStateStore,
} from 'oidc-client-ts';
import type { PortalConfiguration } from './configuration.ts';
import { isNetworkFault, Session, SIGNED_IN } from './session.ts';

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
    await this.#manager
      .signinRedirect({ ...options, nonce: crypto.randomUUID() })
      .catch((error: unknown) => this.#fail(error));
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
        return this.#fail(error);
      }
      if (ASK.has(String(error.error))) {
        return { kind: 'signed-out' };
      }
      throw new Error(`The sign-in failed: ${error.error_description ?? error.error}.`);
    }
  }

  /** Browsers do not tell a page why they refuse or fail to send a request. */
  #fail(error: unknown): never {
    if (!isNetworkFault(error)) {
      throw error;
    }
    const { host } = new URL(this.#configuration.issuer);
    throw new Error(
      `This page cannot connect to the issuer ${host}. If your network works, ask your administrator: the issuer must permit the ` +
        `origin ${location.origin}, and connectOrigins must name the origins of the issuer's endpoints.`,
    );
  }
}
