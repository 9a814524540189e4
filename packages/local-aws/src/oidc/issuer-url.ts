/**
 * Throws RangeError for a URL that cannot be an issuer. It must be an https URL without query, fragment and
 * credentials, in its normal form (no upper-case host, port 443 or `..`), because tokens are compared with it as a
 * string.
 * Source: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata
 */
export function parseIssuerUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const written = url && [`${url.origin}${url.pathname}`, url.origin];
  if (url?.protocol !== 'https:' || !written?.includes(text)) {
    throw new RangeError(
      `An issuer must be an https URL without query, fragment and credentials, not "${text}"`,
    );
  }
  return url;
}

/**
 * Returns a URL below the issuer. A slash at the end of the issuer is dropped.
 * Source: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationRequest
 */
export function urlBelow(issuer: string, path: string): string {
  return `${issuer.replace(/\/$/, '')}${path}`;
}

/** https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationRequest */
export function discoveryUrl(issuer: string): string {
  return urlBelow(issuer, '/.well-known/openid-configuration');
}
