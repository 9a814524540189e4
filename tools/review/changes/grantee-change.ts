import { isDeepStrictEqual } from 'node:util';
import { isListClaim } from '../../../core/configuration/grant-findings.ts';
import {
  ANY_STRING,
  authenticationNameOf,
  type ClaimTest,
  formatGrantee,
  type Grantee,
  prefixIn,
} from '../../../core/grants/grantee.ts';
import type { Markdown } from '../markdown.ts';
import { type Issuers, whoInSentence } from '../who.ts';
import { type Change, narrower, wider } from './change.ts';

/** @param access the access that the grant gives, as text */
export function granteeChange(
  was: Grantee,
  is: Grantee,
  issuers: { readonly was: Issuers; readonly is: Issuers },
  access: Markdown,
): readonly Change[] {
  const [from, to] = [whoInSentence(was, issuers.was), whoInSentence(is, issuers.is)];
  if (isDeepStrictEqual(withName(was), withName(is))) {
    return [];
  }
  if (includesGrantee(is, was)) {
    return [wider(`more callers can ${access}: ${to}. Before, it was only ${from}`)];
  }
  return includesGrantee(was, is)
    ? [narrower(`fewer callers can ${access}: only ${to}. Before, it was ${from}`)]
    : [wider(`${to} can now ${access}`), narrower(`${from} can no longer ${access}`)];
}

/** Whether the outer grantee includes all callers of the inner grantee. */
export function includesGrantee(outer: Grantee, inner: Grantee): boolean {
  if (outer.kind !== 'jwt' || inner.kind !== 'jwt') {
    return (
      outer.kind !== 'jwt' &&
      inner.kind !== 'jwt' &&
      [formatGrantee(inner), formatGrantee({ kind: inner.kind, name: inner.name })].includes(
        formatGrantee(outer),
      )
    );
  }
  return (
    authenticationNameOf(outer) === authenticationNameOf(inner) &&
    outer.claims.every((wanted) => inner.claims.some((test) => implies(test, wanted)))
  );
}

/** The same grantee with the name of its authentication, so that grantees that mean the same are equal. */
export function withName(grantee: Grantee): Grantee {
  return grantee.kind === 'jwt'
    ? { ...grantee, authentication: authenticationNameOf(grantee) }
    : grantee;
}

/**
 * Whether every token that passes the test has the wanted value. `*` matches any string, but no list, so another value implies
 * `*` only if issuers never write the claim as a list.
 */
function implies({ claim, value }: ClaimTest, wanted: ClaimTest): boolean {
  if (claim !== wanted.claim || typeof value !== 'string') {
    return claim === wanted.claim && value === wanted.value;
  }
  if (wanted.value === ANY_STRING) {
    return value === ANY_STRING || !isListClaim(claim);
  }
  const prefix = prefixIn(wanted.value);
  return (
    value === wanted.value || (prefix !== undefined && value !== prefix && value.startsWith(prefix))
  );
}
