/** The claims of a verified token, as its payload has them. */
export type Claims = Readonly<Record<string, unknown>>;

/** With the issuer it names one person for ever. */
export const SUBJECT_CLAIM = 'sub';

/** Also names with a namespace, such as `cognito:groups` or `https://example.com/team`. */
export const CLAIM_NAME = /^[\w:./-]{1,128}$/;

/** @returns undefined where the token has no such claim; what objects inherit is none. */
export function claimOf(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}
