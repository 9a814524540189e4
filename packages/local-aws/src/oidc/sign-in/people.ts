/** The port of a URL on this machine, and what stands before it. */
const LOOPBACK_PORT = /^(http:\/\/127\.0\.0\.1):\d{1,5}(?=\/)/;

/** The claims of a token. */
export type Claims = Readonly<Record<string, unknown>>;

/** A person who signs in without a password, because the page lists everybody. */
export interface Person {
  /** As the sign-in page shows it. */
  readonly name: string;
  /** In both tokens. Must have `sub`. */
  readonly claims: Claims;
}

/** A program that people sign in to. Like programs in a browser or on a laptop, it has no secret. */
export interface Client {
  readonly clientId: string;
  /** The `aud` of its access tokens. */
  readonly audience: string;
  /** The scopes that it may ask for, beside `openid`, `profile`, `email` and `offline_access`. */
  readonly scopes: readonly string[];
  /**
   * The URLs that the browser may return to after signing in and out. A URL with the host 127.0.0.1 and no port stands for
   * every port, as programs on a laptop need it.
   * Source: https://datatracker.ietf.org/doc/html/rfc8252#section-7.3
   */
  readonly redirectUris: readonly string[];
}

export interface SignIn {
  readonly people: readonly Person[];
  readonly clients: readonly Client[];
}

export function findClient({ clients }: SignIn, clientId: string | null): Client | undefined {
  return clients.find((client) => client.clientId === clientId);
}

/** Returns whether the browser may return to the URL. The URL is compared as a string, without any normalization. */
export function isRegistered({ redirectUris }: Client, uri: string | null): uri is string {
  const withoutPort = uri?.replace(LOOPBACK_PORT, '$1');
  return uri !== null && redirectUris.some((known) => known === uri || known === withoutPort);
}
