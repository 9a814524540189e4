import { SUBJECT_CLAIM } from '../../core/callers/claims.ts';
import type { JwtAuthentication } from '../../core/configuration/authentication.ts';
import {
  ANY_STRING,
  authenticationNameOf,
  type ClaimTest,
  formatGrantee,
  type Grantee,
  prefixIn,
} from '../../core/grants/grantee.ts';
import { code, lines, type Markdown } from './markdown.ts';

/** The authentications for tokens, by their names. */
export type Issuers = ReadonlyMap<string, JwtAuthentication>;

/** Returns the issuer of the grantee's tokens, or undefined for IAM grantees and for authentications that do not exist. */
export function issuerOf(grantee: Grantee, issuers: Issuers): string | undefined {
  return grantee.kind === 'jwt' ? issuers.get(authenticationNameOf(grantee))?.issuer : undefined;
}

/**
 * The grantee, the issuer of its tokens, and its claims, each on a line. The issuer is shown because a claim is only as good as
 * the issuer that writes it.
 */
export function whoText(grantee: Grantee, issuers: Issuers): Markdown {
  return lines(whoParts(grantee, issuers));
}

/** The same text as `whoText`, to use inside a sentence. */
export function whoInSentence(grantee: Grantee, issuers: Issuers): Markdown {
  const [first = '', ...claims] = whoParts(grantee, issuers);
  return grantee.kind === 'jwt'
    ? [first, claims.join(' and ')].filter(Boolean).join(' ')
    : code(formatGrantee(grantee));
}

/** Whether the grantee requires no specific value of any claim. Every token that has these claims then gets the grant. */
export function isOpen(grantee: Grantee): boolean {
  return grantee.kind === 'jwt' && grantee.claims.every(({ value }) => value === ANY_STRING);
}

/** Shows the value as JSON, so that readers can distinguish the string `"true"` from the boolean `true`. */
function claimText({ claim, value }: ClaimTest): Markdown {
  if (value === ANY_STRING) {
    return `any text as ${code(claim)}`;
  }
  const prefix = prefixIn(value);
  if (prefix !== undefined) {
    const shown = code(JSON.stringify(prefix));
    return `${code(claim)} that begins with ${shown} or a list with such an item`;
  }
  const shown = code(JSON.stringify(value));
  return typeof value === 'string'
    ? `${code(claim)} that is ${shown} or a list with this item`
    : `${code(claim)} that is ${shown}`;
}

function whoParts(grantee: Grantee, issuers: Issuers): readonly Markdown[] {
  if (grantee.kind !== 'jwt') {
    const { kind, name, suffix } = grantee;
    return [
      code(formatGrantee({ kind, name })),
      ...(suffix === undefined ? [] : [`role ending in ${code(`_${suffix}`)}`]),
      'of this AWS account',
    ];
  }
  const issuer = issuerOf(grantee, issuers);
  const from = issuer === undefined ? '**no issuer**' : code(issuer);
  const claims = grantee.claims
    .filter(
      ({ claim, value }) => !(isOpen(grantee) && claim === SUBJECT_CLAIM && value === ANY_STRING),
    )
    .map(claimText);
  return isOpen(grantee)
    ? [`**all tokens** of ${from}${claims.length === 0 ? '' : ' with'}`, ...claims]
    : [`tokens of ${from} with`, ...claims];
}
