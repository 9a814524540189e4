import type { Client, CorsRule, LocalAws } from 'local-aws';
import {
  type Authentication,
  type JwtAuthentication,
  jwtAuthenticationsIn,
} from '../../core/configuration/authentication.ts';
import type { Grant } from '../../core/grants/grant.ts';
import { portalCors } from '../portal-cors/cors-rules.ts';
import { bucketsOf } from '../portal-cors/portal-cors.ts';

/** The client of `fedbroker login` at the local issuer. */
export const SIGN_IN_CLIENT = 'fedbroker';

const TERMINAL_REDIRECT = 'http://127.0.0.1/callback';

interface Apis {
  readonly authentication: readonly Authentication[];
  apiUrl(type: Authentication['type'], name?: string): string;
}

interface PortalBroker extends Apis {
  readonly grants: readonly Grant[];
  readonly local: { readonly s3: Pick<LocalAws['s3'], 'setBucketCors'> };
}

/** The address of each portal, by the name of its authentication. */
export function portalUrls({ authentication, apiUrl }: Apis): ReadonlyMap<string, string> {
  return new Map(
    [...jwtAuthenticationsIn(authentication)].flatMap(([name, { portal }]) =>
      portal === undefined ? [] : [[name, `${apiUrl('jwt', name)}/`]],
    ),
  );
}

/**
 * The programs that people sign in to: `fedbroker`, and the portal if there is one. `fedbroker` can also sign in as the client of
 * the portal, because `config.json` of the API names that client.
 *
 * @param portalUrl where the browser returns to
 */
export function clientsOf(
  { audience: [audience = ''], scopes, portal }: JwtAuthentication,
  portalUrl: string | undefined,
): readonly Client[] {
  const fedbroker = {
    clientId: SIGN_IN_CLIENT,
    audience,
    scopes,
    redirectUris: [TERMINAL_REDIRECT],
  };
  if (portal === undefined || portalUrl === undefined) {
    return [fedbroker];
  }
  const ofPortal = {
    clientId: portal.clientId,
    audience,
    scopes: [...new Set([...scopes, ...portal.scope.split(' ')])],
    redirectUris: [portalUrl, TERMINAL_REDIRECT],
  };
  return [ofPortal, fedbroker];
}

/**
 * Lets the portals use the buckets of the grants for their tokens.
 *
 * @param created the buckets that exist
 */
export function allowPortals(broker: PortalBroker, created: ReadonlySet<string>): void {
  const rules = new Map<string, readonly CorsRule[]>();
  for (const [name, url] of portalUrls(broker)) {
    const { CORSRules: more } = portalCors(new URL(url).origin);
    for (const [bucket] of bucketsOf(broker.grants, name)) {
      rules.set(bucket, [...(rules.get(bucket) ?? []), ...more]);
    }
  }
  for (const [bucket, CORSRules] of rules) {
    if (created.has(bucket)) {
      broker.local.s3.setBucketCors(bucket, { CORSRules });
    }
  }
}
