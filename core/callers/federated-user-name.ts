import { hash } from 'node:crypto';
import { type CallerIdentity, displayNameOf, identityText } from './identity.ts';

/** Characters: with `=` and the hash, the 32 that STS takes. */
const READABLE_CHARACTERS = 17;

/** Characters of base64url: 84 bits. */
const HASH_CHARACTERS = 14;

/**
 * `READABLE=HASH`: the hash is of the whole identity, because session names and most claims are their holders' to choose.
 * Names that callers ask for have no `=`, so none of them is ever one of these.
 * Source of the grammar: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
 */
export function federatedUserNameOf(caller: CallerIdentity): string {
  const readable = displayNameOf(caller)
    .slice(0, READABLE_CHARACTERS)
    .replace(/[^\w+,.@-]/g, '-');
  const digest = hash('sha256', identityText(caller), 'base64url');
  return `${readable}=${digest.slice(0, HASH_CHARACTERS)}`;
}
