import type { Configuration, CustomFetch, TokenEndpointResponse } from 'openid-client';
import { isConfidential } from '../api-url.ts';
import { Failure } from '../failure.ts';
import type { Host } from '../host.ts';
import { networkFailure } from '../network-failure.ts';
import { proxyFor } from '../proxy.ts';
import { claimsOf } from '../token-claims.ts';
import { failing } from './issuer-failure.ts';
import { localIssuer, type SignInSettings } from './sign-in-settings.ts';
import type { IssuedTokens } from './stored-login.ts';

const REQUEST_MAX_MILLISECONDS = 10_000;

/** The scope that asks for a refresh token. Source: https://openid.net/specs/openid-connect-core-1_0.html#OfflineAccess */
const OFFLINE = 'offline_access';

/** The code that a person types on another device. */
export interface DeviceCode {
  readonly userCode: string;
  /** Contains the code if the issuer supports that. */
  readonly verificationUri: string;
}

type Library = typeof import('./openid.ts');

/** An issuer that a person signs in to, as a client without a secret. */
export class Issuer {
  readonly #openid: Library;
  readonly #settings: SignInSettings;
  readonly #config: Configuration;
  readonly #host: Host;

  private constructor(
    openid: Library,
    settings: SignInSettings,
    config: Configuration,
    host: Host,
  ) {
    this.#openid = openid;
    this.#settings = settings;
    this.#config = config;
    this.#host = host;
  }

  /** Reads the discovery document. Throws Failure. */
  static async discover(settings: SignInSettings, host: Host): Promise<Issuer> {
    const openid = await import('./openid.ts');
    const { issuer, clientId } = settings;
    const local = localIssuer(settings, host);
    const options = {
      [openid.customFetch]: fetchThrough(host, new URL(issuer), local),
      ...(local === undefined ? {} : { execute: [openid.allowInsecureRequests] }),
    };
    const config = await failing(
      () => openid.discovery(new URL(issuer), clientId, undefined, openid.None(), options),
      {
        otherwise: `${issuer} serves no OpenID configuration with this URL as its issuer: check the URL of the issuer`,
      },
    );
    return new Issuer(openid, settings, config, host);
  }

  get hasDeviceCodes(): boolean {
    return this.#config.serverMetadata().device_authorization_endpoint !== undefined;
  }

  /**
   * Signs in with a browser: an authorization code with PKCE (RFC 7636).
   *
   * @param redirectUri where the browser returns to
   * @param show opens the URL and returns the one that the browser came back to
   */
  async signInByBrowser(
    redirectUri: string,
    show: (url: URL) => Promise<URL>,
  ): Promise<IssuedTokens> {
    const verifier = this.#openid.randomPKCECodeVerifier();
    const state = this.#openid.randomState();
    const nonce = this.#openid.randomNonce();
    const parameters = this.#parameters();
    const url = this.#openid.buildAuthorizationUrl(this.#config, {
      ...parameters,
      response_type: 'code',
      redirect_uri: redirectUri,
      code_challenge: await this.#openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    if (!isConfidential(url)) {
      throw notEncrypted();
    }
    const returned = await show(url);
    const noIdToken = parameters.scope?.split(' ').includes('openid')
      ? undefined
      : 'the issuer sent no ID token: add openid to --scope, because fedbroker checks the ID token';
    return this.#issued(
      await failing(
        () =>
          this.#openid.authorizationCodeGrant(this.#config, returned, {
            pkceCodeVerifier: verifier,
            expectedState: state,
            expectedNonce: nonce,
            idTokenExpected: true,
          }),
        { noIdToken },
      ),
    );
  }

  /** Signs in with a code that the person types elsewhere (RFC 8628). Ends when the code expires. */
  async signInByCode(show: (code: DeviceCode) => Promise<void>): Promise<IssuedTokens> {
    const device = await failing(() =>
      this.#openid.initiateDeviceAuthorization(this.#config, this.#parameters()),
    );
    const { verification_uri: page, verification_uri_complete: completePage = page } = device;
    if (
      ![page, completePage].every((text) => URL.canParse(text) && isConfidential(new URL(text)))
    ) {
      throw notEncrypted();
    }
    await show({ userCode: device.user_code, verificationUri: completePage });
    return this.#issued(
      await failing(() => this.#openid.pollDeviceAuthorizationGrant(this.#config, device)),
    );
  }

  async renew(refreshToken: string): Promise<IssuedTokens> {
    const tokens = await failing(() => this.#openid.refreshTokenGrant(this.#config, refreshToken), {
      invalidGrant: 'your sign-in has ended: run fedbroker login',
      otherwise: 'the issuer did not renew your sign-in',
    });
    // Some issuers keep the refresh token, and some replace it.
    return { refreshToken, ...this.#issued(tokens) };
  }

  /** Does nothing if the issuer cannot revoke tokens. */
  async revoke(refreshToken: string): Promise<void> {
    if (this.#config.serverMetadata().revocation_endpoint !== undefined) {
      await failing(() => this.#openid.tokenRevocation(this.#config, refreshToken), {
        otherwise: 'the request failed',
      });
    }
  }

  #parameters(): Record<string, string> {
    const { clientId, scope, wantsRefreshToken, parameters } = this.#settings;
    const supported = this.#config.serverMetadata().scopes_supported ?? [];
    const more = wantsRefreshToken && supported.includes(OFFLINE) ? [OFFLINE] : [];
    const scopes = new Set([...scope.split(' '), ...more]);
    return { ...parameters, client_id: clientId, scope: [...scopes].join(' ') };
  }

  #issued(tokens: TokenEndpointResponse): IssuedTokens {
    const { token: kind } = this.#settings;
    const token = kind === 'id' ? tokens.id_token : tokens.access_token;
    if (token === undefined) {
      throw new Failure('failed', 'the issuer sent no ID token: give --scope openid');
    }
    const { refresh_token: refreshToken, expires_in: seconds } = tokens;
    const ofAccess =
      seconds === undefined ? undefined : this.#host.now().getTime() + seconds * 1_000;
    // `expires_in` is the lifetime of the access token. The ID token contains its own end.
    const { exp } = claimsOf(token);
    const expiresAt = kind === 'id' && typeof exp === 'number' ? exp * 1_000 : ofAccess;
    return {
      token,
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(refreshToken === undefined ? {} : { refreshToken }),
    };
  }
}

/** Requests go as all others of this program do: through the proxy, with the company's certificates, and never unencrypted. */
function fetchThrough(host: Host, issuer: URL, local: URL | undefined): CustomFetch {
  return async (text, { method, headers, body }) => {
    const asked = new URL(text);
    const url = local !== undefined && asked.origin === issuer.origin ? onto(local, asked) : asked;
    if (!isConfidential(url)) {
      throw new Failure(
        'failed',
        `the issuer names the address ${url.origin}, which is not encrypted`,
      );
    }
    try {
      const response = await host.send({
        method: method === 'POST' ? 'POST' : 'GET',
        url,
        headers,
        body: body === undefined || body === null ? undefined : String(body),
        signal: host.timeLimit(REQUEST_MAX_MILLISECONDS),
      });
      const { contentType = '' } = response.headers;
      return new Response(response.text, {
        status: response.status,
        headers: { 'content-type': contentType },
      });
    } catch (error) {
      throw networkFailure(error, url, proxyFor(url, host.env));
    }
  };
}

function notEncrypted(): Failure {
  return new Failure('failed', 'the issuer names a sign-in page that is not encrypted');
}

function onto(local: URL, { pathname, search }: URL): URL {
  return new URL(`${local.origin}${pathname}${search}`);
}
