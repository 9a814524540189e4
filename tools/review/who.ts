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
  return grantee.kind === 'jwt' ? `${first} ${claims.join(' and ')}` : code(formatGrantee(grantee));
}

/** The value is in JSON, to tell the string `true` from the boolean. */
function claimText({ claim, value }: ClaimTest): Markdown {
  if (value === ANY_STRING) {
    return `any value of ${code(claim)}`;
  }
  const verb = typeof value === 'string' ? 'is or contains' : 'is';
  return `${code(claim)} that ${verb} ${code(JSON.stringify(value))}`;
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
  return [`tokens of ${from} with`, ...grantee.claims.map(claimText)];
}
