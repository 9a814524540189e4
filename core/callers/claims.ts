/** The claims of a verified token, as its payload has them. */
export type Claims = Readonly<Record<string, unknown>>;

/** Together with the issuer, it identifies one person forever. */
export const SUBJECT_CLAIM = 'sub';

/** Returns undefined if the token has no such claim. Inherited properties are not claims. */
export function claimOf(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}
