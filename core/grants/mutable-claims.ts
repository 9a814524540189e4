import { claimsIn } from './claim-template.ts';
import type { Grant } from './grant.ts';
import { ANY_STRING } from './grantee.ts';

/**
 * Claims that their holders may change, so that one can become what another was; and the claim, if any, by which the
 * issuer says that it has checked this one.
 * Source: https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability
 */
const MUTABLE_CLAIMS: ReadonlyMap<string, string | undefined> = new Map([
  ['email', 'email_verified'],
  ['phone_number', 'phone_number_verified'],
  ['name', undefined],
  ['given_name', undefined],
  ['middle_name', undefined],
  ['family_name', undefined],
  ['nickname', undefined],
  ['preferred_username', undefined],
  // Microsoft's: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
  ['upn', undefined],
  ['unique_name', undefined],
]);

/** What the author of the grants should know before they are deployed: one text for each claim that decides too much. */
export function mutableClaimWarnings(grants: readonly Grant[]): readonly string[] {
  return grants.flatMap((grant) =>
    [...decidingClaims(grant)]
      .filter((claim) => MUTABLE_CLAIMS.has(claim) && !isVerified(grant, claim))
      .map(
        (claim) =>
          `grant "${grant.id}": ${claim} is a claim that its holder may change; ${remedy(claim)}`,
      ),
  );
}

/** The claims on whose values it depends what is given, or to whom. */
function decidingClaims({ grantee, scope, tags = [] }: Grant): ReadonlySet<string> {
  const wanted = grantee.kind === 'jwt' ? grantee.claims : [];
  return new Set([
    ...scope.claims,
    ...tags.flatMap(({ value }) => claimsIn(value)),
    ...wanted.filter(({ value }) => value !== ANY_STRING).map(({ claim }) => claim),
  ]);
}

function isVerified({ grantee }: Grant, claim: string): boolean {
  const verification = MUTABLE_CLAIMS.get(claim);
  return (
    grantee.kind === 'jwt' &&
    grantee.claims.some(
      (wanted) => wanted.claim === verification && String(wanted.value) === 'true',
    )
  );
}

function remedy(claim: string): string {
  const verification = MUTABLE_CLAIMS.get(claim);
  return verification === undefined
    ? 'use sub'
    : `use sub, or let the grantee ask for "${verification}": true`;
}
