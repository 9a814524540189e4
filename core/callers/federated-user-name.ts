import { hash } from 'node:crypto';
import { type CallerIdentity, displayNameOf, identityText } from './identity.ts';

/** Characters. With `=` and the hash, a name has at most 32, the limit of STS. */
const READABLE_CHARACTERS = 17;

/** Characters of base64url, 84 bits. */
const HASH_CHARACTERS = 14;

/**
 * Returns `READABLE=HASH`. The hash covers the whole identity, because callers can choose their session name and some claims.
 * Names that callers ask for cannot contain `=`, so they never equal a derived name.
 * Source of the grammar: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
 */
export function federatedUserNameOf(caller: CallerIdentity): string {
  const digest = hash('sha256', identityText(caller), 'base64url');
  return `${readablePartOf(displayNameOf(caller))}=${digest.slice(0, HASH_CHARACTERS)}`;
}

/** The part of a derived name before `=`. */
export function readablePartOf(displayName: string): string {
  return displayName.slice(0, READABLE_CHARACTERS).replace(/[^\w+,.@-]/g, '-');
}
