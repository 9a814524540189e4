import { SUBJECT_CLAIM } from '../../core/callers/claims.ts';
import type { Authentication, JwtAuthentication } from '../../core/configuration/authentication.ts';
import {
  ANY_STRING,
  type ClaimTest,
  formatGrantee,
  type Grantee,
} from '../../core/grants/grantee.ts';
import { code, lines, type Markdown } from './markdown.ts';

/** How the broker accepts tokens. Undefined if it accepts none. */
export function jwtAuthenticationOf(
  authentication: readonly Authentication[],
): JwtAuthentication | undefined {
  return authentication.find((kind) => kind.type === 'jwt');
}

/** The grantee and who vouches for it, one below the other: a claim means nothing without its issuer. */
export function whoText(grantee: Grantee, issuer: string | undefined): Markdown {
  return lines(whoParts(grantee, issuer));
}

/** Like `whoText`, as a part of a sentence. */
export function whoInSentence(grantee: Grantee, issuer: string | undefined): Markdown {
  const [first = '', ...claims] = whoParts(grantee, issuer);
  return grantee.kind === 'jwt'
    ? [first, claims.join(' and ')].filter(Boolean).join(' ')
    : code(formatGrantee(grantee));
}

/** Whether the grantee asks for no value of a claim, so that every token with these claims has the grant. */
export function isOpen(grantee: Grantee): boolean {
  return grantee.kind === 'jwt' && grantee.claims.every(({ value }) => value === ANY_STRING);
}

/** The value is in JSON, to tell the string `true` from the boolean. */
function claimText({ claim, value }: ClaimTest): Markdown {
  if (value === ANY_STRING) {
    return `any text as ${code(claim)}`;
  }
  const shown = code(JSON.stringify(value));
  return typeof value === 'string'
    ? `${code(claim)} that is ${shown} or a list with this item`
    : `${code(claim)} that is ${shown}`;
}

function whoParts(grantee: Grantee, issuer: string | undefined): readonly Markdown[] {
  if (grantee.kind !== 'jwt') {
    const { kind, name, suffix } = grantee;
    return [
      code(formatGrantee({ kind, name })),
      ...(suffix === undefined ? [] : [`role ending in ${code(`_${suffix}`)}`]),
      'of this AWS account',
    ];
  }
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
