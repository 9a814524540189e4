import { UNNAMED_AUTHENTICATION } from './authentication-name.ts';
import { type Claims, claimOf, SUBJECT_CLAIM } from './claims.ts';
import type { JwtCaller } from './identity.ts';
import type { KnownJwtApi } from './known-apis.ts';

/** A JWS in its compact form. HTTP APIs also accept it without `Bearer `. */
const TOKEN = /^(?:Bearer )?([\w-]+)\.([\w-]+)\.([\w-]+)$/i;

/** These claims identify a token. Two tokens that agree in all of them are the same token. */
const COMPARED_CLAIMS = ['iss', 'sub', 'aud', 'exp', 'iat'] as const;

/**
 * Returns the caller that a JWT authorizer has authenticated.
 *
 * The authorizer's context flattens lists, so that `["a b"]` and `["a", "b"]` look the same. The claims are therefore read from
 * the token itself, after a check that it is the token that the authorizer verified.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 *
 * Issuer and audience are checked again, because anybody who may change API Gateway in the account can point the authorizer
 * to another issuer.
 *
 * @param authorization the header `Authorization`
 * @param verified the claims in the authorizer's context
 * @param api the API that was called; a token without its `nameClaim` gets the subject as name
 * @returns undefined if the token is not the verified one, is not for this API, or has no subject
 */
export function parseJwtCaller(
  authorization: unknown,
  verified: unknown,
  api: KnownJwtApi,
): JwtCaller | undefined {
  const claims = payloadOf(authorization);
  if (claims === undefined || !isObject(verified)) {
    return undefined;
  }
  const isVerifiedToken = COMPARED_CLAIMS.every((name) =>
    isFlattened(claimOf(claims, name), claimOf(verified, name)),
  );
  const issuer = textOf(claims, 'iss');
  const subject = textOf(claims, SUBJECT_CLAIM);
  if (
    !isVerifiedToken ||
    issuer !== api.issuer ||
    subject === undefined ||
    !isFor(claims, api.audience)
  ) {
    return undefined;
  }
  return {
    kind: 'jwt',
    authentication: api.name ?? UNNAMED_AUTHENTICATION,
    issuer,
    subject,
    displayName: textOf(claims, api.nameClaim) ?? subject,
    claims,
  };
}

function payloadOf(authorization: unknown): Claims | undefined {
  const [, , payload] =
    (typeof authorization === 'string' ? TOKEN.exec(authorization) : null) ?? [];
  if (payload === undefined) {
    return undefined;
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(
      Buffer.from(payload, 'base64url'),
    );
    const claims: unknown = JSON.parse(text);
    return isObject(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the context shows this claim. It shows a list as `[a b]` and a number in any notation. */
function isFlattened(claim: unknown, flattened: unknown): boolean {
  if (typeof claim === 'number') {
    return typeof flattened === 'string' && flattened !== '' && Number(flattened) === claim;
  }
  return flattened === (Array.isArray(claim) ? `[${claim.join(' ')}]` : claim);
}

/** Like the authorizer: tokens without `aud`, such as Amazon Cognito's access tokens, have the audience in `client_id`. */
function isFor(claims: Claims, audience: readonly string[]): boolean {
  const named = claimOf(claims, 'aud') ?? claimOf(claims, 'client_id');
  return [named].flat().some((name) => typeof name === 'string' && audience.includes(name));
}

function textOf(claims: Claims, name: string): string | undefined {
  const value = claimOf(claims, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isObject(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
