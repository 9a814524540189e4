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
  const readable = displayNameOf(caller)
    .slice(0, READABLE_CHARACTERS)
    .replace(/[^\w+,.@-]/g, '-');
  const digest = hash('sha256', identityText(caller), 'base64url');
  return `${readable}=${digest.slice(0, HASH_CHARACTERS)}`;
}
