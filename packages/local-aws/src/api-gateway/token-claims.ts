import type { SignedToken } from './signed-token.ts';
import { invalidToken } from './token-refusal.ts';

const MILLISECONDS_PER_SECOND = 1_000;

export interface ExpectedClaims {
  /** An https URL. It is compared as a string. */
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly now: Date;
}

/**
 * Throws GatewayError 401 unless issuer, audience and times are right. Times are numbers of seconds. nbf and iat may
 * equal the current time, because issuers round theirs down to whole seconds.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export function checkClaims(
  claims: SignedToken['claims'],
  { issuer, audience, now }: ExpectedClaims,
): void {
  if (claims.iss !== issuer) {
    throw invalidToken('the token does not have the issuer of the authorizer');
  }
  if (!audiencesOf(claims).some((each) => audience.includes(each))) {
    throw invalidToken('the token does not have a valid audience');
  }
  const seconds = now.getTime() / MILLISECONDS_PER_SECOND;
  if (timeOf(claims, 'exp', 0) <= seconds) {
    throw invalidToken('the token has expired');
  }
  if (timeOf(claims, 'nbf', seconds) > seconds || timeOf(claims, 'iat', seconds) > seconds) {
    throw invalidToken('the token is not valid yet');
  }
}

/** aud is a string or a list of strings. client_id is a string, and counts only if aud is absent. */
function audiencesOf(claims: SignedToken['claims']): readonly string[] {
  const { aud = [claims.client_id] } = claims;
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  return audiences.every((each) => typeof each === 'string') ? audiences : [];
}

function timeOf(claims: SignedToken['claims'], name: string, absent: number): number {
  const time = claims[name] === undefined ? absent : claims[name];
  if (typeof time !== 'number' || !Number.isFinite(time)) {
    throw invalidToken(`the token has an ${name} that is not a time`);
  }
  return time;
}
