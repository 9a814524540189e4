import { type Claims, claimOf, SUBJECT_CLAIM } from './claims.ts';
import type { JwtCaller } from './identity.ts';

/** A JWS in its compact form; where an HTTP API finds it, `Bearer ` may stand before it. */
const TOKEN = /^(?:Bearer )?([\w-]+)\.([\w-]+)\.([\w-]+)$/i;

/** What names one token: all that have these alike are the same. */
const COMPARED_CLAIMS = ['iss', 'sub', 'aud', 'exp', 'iat'] as const;

/**
 * The caller that a JWT authorizer has let in.
 *
 * The authorizer's context flattens lists to texts that cannot be told from other texts, so the claims are read from the
 * payload of the token itself, once it has proved to be the one that the authorizer verified.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 *
 * @param authorization the header of that name
 * @param verified the claims in the authorizer's context
 * @param nameClaim the claim that people know a caller by; the subject where the token has none
 * @returns undefined for a token that is not the verified one, or that names no issuer and subject
 */
export function parseJwtCaller(
  authorization: unknown,
  verified: unknown,
  nameClaim: string,
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
  if (!isVerifiedToken || issuer === undefined || subject === undefined) {
    return undefined;
  }
  const displayName = textOf(claims, nameClaim) ?? subject;
  return { kind: 'jwt', issuer, subject, displayName, claims };
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

/** Whether the context's text is the claim: a list is `[a b]` there, and a number may be written in any way. */
function isFlattened(claim: unknown, flattened: unknown): boolean {
  if (typeof claim === 'number') {
    return typeof flattened === 'string' && flattened !== '' && Number(flattened) === claim;
  }
  return flattened === (Array.isArray(claim) ? `[${claim.join(' ')}]` : claim);
}

function textOf(claims: Claims, name: string): string | undefined {
  const value = claimOf(claims, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isObject(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
