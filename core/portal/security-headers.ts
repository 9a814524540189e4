import { dnsSuffixOfRegion } from '../aws/region.ts';
import type { DeployedPortal, PortalPlace } from './deployed-portal.ts';

/** Headers of every answer of the portal, beside the Content-Security-Policy. */
const FIXED_HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  // A year, in seconds. A custom domain can have subdomains that this header must not affect.
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
};

/** The headers that limit what a browser does with the portal's files. */
export function securityHeaders(
  portal: DeployedPortal,
  place: PortalPlace,
): Readonly<Record<string, string>> {
  return { ...FIXED_HEADERS, 'content-security-policy': contentSecurityPolicy(portal, place) };
}

/**
 * Only files of the portal's own origin run. The page connects to the API, the issuer and Amazon S3.
 *
 * The policy does not contain the names of the buckets, because everybody can read this header, and names of buckets can reveal
 * something about their owner.
 */
function contentSecurityPolicy(
  { issuer, settings, grantRegions }: DeployedPortal,
  { region, s3Endpoint, issuerEndpoint = issuer }: PortalPlace,
): string {
  const s3 =
    s3Endpoint === undefined
      ? [region, ...grantRegions].flatMap((each) =>
          withSubdomains(`https://s3.${each}.${dnsSuffixOfRegion(each)}`),
        )
      : withSubdomains(new URL(s3Endpoint).origin);
  const connections = [new URL(issuerEndpoint).origin, ...settings.connectOrigins, ...s3];
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ${[...new Set(connections)].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Amazon S3 has the name of the bucket in the path (`path style`), or before the host (`virtual-hosted style`). */
function withSubdomains(origin: string): readonly string[] {
  return [origin, origin.replace('://', '://*.')];
}
