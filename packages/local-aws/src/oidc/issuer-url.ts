/**
 * Throws RangeError for a URL that cannot be an issuer: https, without query, fragment and credentials. Nor is it
 * written other than URLs normally are (upper-case host, port 443, `..`): tokens are compared with it as text.
 * Source: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata
 */
export function parseIssuerUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const written = url && [`${url.origin}${url.pathname}`, url.origin];
  if (url?.protocol !== 'https:' || !written?.includes(text)) {
    throw new RangeError(
      `An issuer is an https URL without query, fragment and credentials, not "${text}"`,
    );
  }
  return url;
}

/**
 * A URL below the issuer, whose own slash at the end, if it has one, does not count.
 * Source: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationRequest
 */
export function urlBelow(issuer: string, path: string): string {
  return `${issuer.replace(/\/$/, '')}${path}`;
}

/** https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationRequest */
export function discoveryUrl(issuer: string): string {
  return urlBelow(issuer, '/.well-known/openid-configuration');
}
