/** The claims of a token. Nothing here verifies them. */
export interface Claims {
  readonly iss?: unknown;
  readonly sub?: unknown;
  readonly exp?: unknown;
  readonly preferred_username?: unknown;
  readonly email?: unknown;
}

/** @returns no claims if the token is not a JSON Web Token */
export function claimsOf(token: string): Claims {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    return Object(JSON.parse(payload));
  } catch {
    return {};
  }
}

/** Describes the caller of a token: its issuer and subject, which stay when the token is renewed, or else the token itself. */
export function callerOfToken(token: string): object {
  const { iss, sub } = claimsOf(token);
  return typeof iss === 'string' && typeof sub === 'string' ? { iss, sub } : { token };
}

/**
 * Whether a token that replaces another one is of another caller. The cache then must not keep credentials of the one for the
 * other. Tokens without issuer or subject are not compared.
 */
export function isOtherCaller(token: string, replaced: string): boolean {
  const callers = [token, replaced].map(callerOfToken);
  return (
    callers.every((caller) => 'sub' in caller) &&
    JSON.stringify(callers[0]) !== JSON.stringify(callers[1])
  );
}
