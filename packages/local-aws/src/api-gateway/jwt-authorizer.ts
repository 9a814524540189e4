import type { Clock } from '../clock.ts';
import { flattenClaims } from './flattened-claims.ts';
import { identityToken } from './identity-source.ts';
import { parseToken } from './signed-token.ts';
import { checkClaims } from './token-claims.ts';
import { insufficientScope } from './token-refusal.ts';
import { scopesOf } from './token-scopes.ts';
import type { SignatureVerifier } from './token-signature.ts';

export interface JwtAuthorizerSettings {
  /** The https URL that tokens name. */
  readonly issuer: string;
  readonly audience: readonly string[];
}

/**
 * `requestContext.authorizer.jwt` of payload format 2.0. `scopes` are the token's scopes, or null if the route requires
 * none.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export interface JwtCaller {
  readonly claims: Readonly<Record<string, string>>;
  readonly scopes: readonly string[] | null;
}

export interface JwtAuthorizerOptions {
  readonly clock: Clock;
  readonly signatures: SignatureVerifier;
}

/**
 * Rejects with GatewayError 401 `Unauthorized` if there is no valid token, and 403 `Forbidden` if the token has none of
 * the route's scopes.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export async function authorizeToken(
  rawHeaders: readonly string[],
  { issuer, audience }: JwtAuthorizerSettings,
  routeScopes: readonly string[],
  { clock, signatures }: JwtAuthorizerOptions,
): Promise<JwtCaller> {
  const token = parseToken(identityToken(rawHeaders));
  await signatures.verify(issuer, token);
  checkClaims(token.claims, { issuer, audience, now: clock.now() });
  const claims = flattenClaims(token.claims);
  if (routeScopes.length === 0) {
    return { claims, scopes: null };
  }
  const scopes = scopesOf(token.claims);
  if (!routeScopes.some((scope) => scopes.includes(scope))) {
    throw insufficientScope(routeScopes);
  }
  return { claims, scopes };
}
