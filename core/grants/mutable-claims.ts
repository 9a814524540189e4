import { membersOf } from '../callers/claims.ts';
import { claimsIn } from './claim-template.ts';
import type { Grant } from './grant.ts';
import { ANY_STRING } from './grantee.ts';

/**
 * Claims that users may be able to change, so that one user could take the value of another. The value is the claim by which an
 * issuer confirms that it verified this one, if there is one.
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
  ['profile', undefined],
  ['picture', undefined],
  ['website', undefined],
  ['gender', undefined],
  ['birthdate', undefined],
  ['zoneinfo', undefined],
  ['locale', undefined],
  ['address', undefined],
  // Microsoft Entra ID: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
  ['upn', undefined],
  ['unique_name', undefined],
]);

/**
 * Attributes of an Amazon Cognito user pool: users write their own unless the app client forbids it.
 * Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
 */
const CUSTOM_ATTRIBUTE = /^custom:/;

/** Returns a warning for each changeable claim that decides what a grant gives, or to whom. */
export function mutableClaimWarnings(grants: readonly Grant[]): readonly string[] {
  return grants.flatMap((grant) =>
    [...decidingClaims(grant)]
      .filter((claim) => isMutable(claim) && !isVerified(grant, claim))
      .map(
        (claim) =>
          `grant "${grant.id}": users may be able to change their claim ${claim}; ${remedy(claim)}`,
      ),
  );
}

/** The claims whose values decide what the grant gives, or to whom. */
function decidingClaims({ grantee, scope, tags = [] }: Grant): ReadonlySet<string> {
  const wanted = grantee.kind === 'jwt' ? grantee.claims : [];
  return new Set([
    ...scope.claims,
    ...tags.flatMap(({ value }) => claimsIn(value)),
    ...wanted.filter(({ value }) => value !== ANY_STRING).map(({ claim }) => claim),
  ]);
}

/** Whether users may be able to change their own value of the claim, or of the claim that it is inside of. */
export function isMutable(claim: string): boolean {
  const [outermost = ''] = membersOf(claim);
  return MUTABLE_CLAIMS.has(outermost) || CUSTOM_ATTRIBUTE.test(outermost);
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
    : `use sub, or require "${verification}": true in the grantee`;
}
