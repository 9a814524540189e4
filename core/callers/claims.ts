/** The claims of a verified token, as its payload has them. */
export type Claims = Readonly<Record<string, unknown>>;

/** The issuer and this claim together identify one person permanently. Issuers never give the same subject to another person. */
export const SUBJECT_CLAIM = 'sub';

/** Returns undefined if the token has no such claim. Inherited properties are not claims. */
export function claimOf(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}
