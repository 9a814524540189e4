import { isConfidential, isLoopback } from '../api-url.ts';
import type { Options } from '../command-line.ts';
import { Failure } from '../failure.ts';
import type { Host } from '../host.ts';
import { portalConfiguration } from './portal-configuration.ts';

export type TokenKind = 'access' | 'id';

/** Where and how a person signs in. */
export interface SignInSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** The token that the API gets. */
  readonly token: TokenKind;
  /** Separated by spaces. */
  readonly scope: string;
  /** Whether to ask for `offline_access`, too, if the issuer lists it. */
  readonly wantsRefreshToken: boolean;
  /** More parameters of the request for sign-in. For example, Auth0 needs `audience`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** A URL on this machine. Without a port, any free port is used. */
  readonly redirectUri: string;
  /** Where to reach the issuer if the local AWS plays it. */
  readonly issuerEndpoint?: string;
}

/** Source: https://datatracker.ietf.org/doc/html/rfc8252#section-7.3 */
const REDIRECT_URI = 'http://127.0.0.1/callback';

/** The settings if the person names the issuer. fedbroker then does not read `config.json`. */
const NO_PORTAL = { token: 'access', scope: 'openid', parameters: {} } as const;

/** Asks the API where people sign in, unless the options or the environment say it. Throws Failure. */
export async function signInSettings(
  options: Options,
  apiUrl: string,
  host: Host,
): Promise<SignInSettings> {
  const redirectUri = redirectUriIn(options);
  const { scope, audience } = options;
  const { issuer, clientId, ...given } = await issuerAndClient(options, apiUrl, host);
  if (!URL.canParse(issuer) || new URL(issuer).protocol !== 'https:') {
    throw new Failure('usage', 'the issuer must be a URL that begins with https://');
  }
  const token = options.token === 'id' || options.token === 'access' ? options.token : given.token;
  return {
    ...given,
    issuer,
    clientId,
    token,
    scope: scope ?? given.scope,
    wantsRefreshToken: scope === undefined,
    parameters: { ...given.parameters, ...(audience === undefined ? {} : { audience }) },
    redirectUri,
  };
}

async function issuerAndClient(
  options: Options,
  apiUrl: string,
  host: Host,
): Promise<Omit<SignInSettings, 'wantsRefreshToken' | 'redirectUri'>> {
  const issuer = options.issuer ?? host.env.FEDBROKER_ISSUER;
  const clientId = options['client-id'] ?? host.env.FEDBROKER_CLIENT_ID;
  if (!issuer) {
    const portal = await portalConfiguration(apiUrl, host);
    return { ...portal, clientId: clientId || portal.clientId };
  }
  if (!clientId) {
    throw new Failure(
      'usage',
      'which client is fedbroker at the issuer? Give --client-id with --issuer, or set FEDBROKER_CLIENT_ID',
    );
  }
  return { ...NO_PORTAL, issuer, clientId };
}

function redirectUriIn(options: Options): string {
  const redirectUri = options['redirect-uri'] ?? REDIRECT_URI;
  const redirect = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined;
  if (redirect?.protocol !== 'http:' || !isLoopback(redirect) || redirect.search || redirect.hash) {
    throw new Failure(
      'usage',
      'the redirect URI must be on this machine, without query and fragment, such as http://localhost:8400/callback',
    );
  }
  return redirectUri;
}

/**
 * Returns where the issuer can be reached on this machine, if it is a local one, such as that of `npm start`.
 *
 * Throws Failure for an address elsewhere.
 */
export function localIssuer({ issuerEndpoint }: SignInSettings, { env }: Host): URL | undefined {
  const text = env.FEDBROKER_ISSUER_ENDPOINT || issuerEndpoint;
  if (!text) {
    return undefined;
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !isConfidential(url) || !isLoopback(url)) {
    throw new Failure(
      'usage',
      'FEDBROKER_ISSUER_ENDPOINT must be a URL on this machine, such as http://127.0.0.1:8090',
    );
  }
  return url;
}
