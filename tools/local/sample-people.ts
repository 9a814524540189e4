import type { LocalAws } from 'local-aws';
import { membersOf, SUBJECT_CLAIM } from '../../core/callers/claims.ts';
import type { JwtCaller } from '../../core/callers/identity.ts';
import { type JwtAuthentication, nameOfEntry } from '../../core/configuration/authentication.ts';
import { sharedIssuerOf } from '../../core/configuration/known-issuers.ts';
import { claimsIn } from '../../core/grants/claim-template.ts';
import type { Grant } from '../../core/grants/grant.ts';
import { ANY_STRING, authenticationNameOf, prefixIn } from '../../core/grants/grantee.ts';
import { clientsOf } from './portals.ts';

/** A person, or a program, with a token of the configured issuer. The local AWS plays that issuer. */
export interface SamplePerson {
  readonly identity: JwtCaller;
  readonly token: string;
}

/** 12 hours: a working day. */
const TOKEN_SECONDS = 43_200;

/** The first person has all the claims that grants ask for; the second has only a subject and a name. */
const NAMES = ['alice', 'bob'];

/** At an issuer for programs, one program has all the claims. */
const PROGRAM_NAMES = ['workflow'];

/** Whether the grant is for tokens of the authentication with this name. */
export function isForTokensOf({ grantee }: Grant, authentication: string): boolean {
  return grantee.kind === 'jwt' && authenticationNameOf(grantee) === authentication;
}

/** Whether people get tokens of the issuer by signing in. */
export function hasSignIn({ issuer }: JwtAuthentication): boolean {
  return sharedIssuerOf(issuer)?.forPrograms !== true;
}

/**
 * Creates people with tokens that the local issuer signs. They can also sign in at the issuer, and get tokens from it. The
 * people of a named authentication are called `NAME-alice` and `NAME-bob`, because their files need names of their own.
 *
 * An issuer for programs gets one program instead, `NAME-workflow`.
 *
 * @param portalUrl the address of the portal, if the authentication has one
 */
export async function createSamplePeople(
  local: LocalAws,
  authentication: JwtAuthentication,
  grants: readonly Grant[],
  portalUrl: string | undefined,
): Promise<readonly SamplePerson[]> {
  const issuer = await local.oidc.issuer(authentication.issuer);
  const { audience, nameClaim, scopes } = authentication;
  const nameOfIssuer = nameOfEntry(authentication);
  const own = grants.filter((grant) => isForTokensOf(grant, nameOfIssuer));
  const names = (hasSignIn(authentication) ? NAMES : PROGRAM_NAMES).map((name) =>
    authentication.name === undefined ? name : `${authentication.name}-${name}`,
  );
  const people = names.map((name, index) => ({
    name,
    claims: {
      ...(index === 0 ? wantedClaims(own, name) : {}),
      [nameClaim]: name,
      [SUBJECT_CLAIM]: name,
    },
  }));
  const [tokenAudience = ''] = audience;
  if (hasSignIn(authentication)) {
    issuer.allowSignIn({ people, clients: clientsOf(authentication, portalUrl) });
  }
  const inToken = {
    aud: tokenAudience,
    ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
  };
  return Promise.all(
    people.map(async ({ name, claims }) => ({
      identity: {
        kind: 'jwt' as const,
        authentication: nameOfIssuer,
        issuer: authentication.issuer,
        subject: name,
        displayName: name,
        claims,
      },
      token: await issuer.token({ ...claims, ...inToken }, { lifetimeSeconds: TOKEN_SECONDS }),
    })),
  );
}

/** Collects the claims that all grants together ask for. A claim that needs several values becomes a list. */
function wantedClaims(grants: readonly Grant[], name: string): Readonly<Record<string, unknown>> {
  const wanted = new Map<string, Set<unknown>>();
  const want = (claim: string, value: unknown) => {
    const values = wanted.get(claim) ?? new Set();
    wanted.set(claim, values.add(value));
  };
  for (const { grantee, scope, tags = [] } of grants) {
    for (const claim of [...scope.claims, ...tags.flatMap(({ value }) => claimsIn(value))]) {
      want(claim, name);
    }
    for (const { claim, value } of grantee.kind === 'jwt' ? grantee.claims : []) {
      const prefix = prefixIn(value);
      want(claim, value === ANY_STRING ? name : prefix === undefined ? value : prefix + name);
    }
  }
  return [...wanted].reduce((claims, [claim, values]) => {
    const written = [...values].filter((value) => value !== name);
    const [only] = written.length === 0 ? [name] : written;
    return withClaim(claims, membersOf(claim), written.length > 1 ? written : only);
  }, {});
}

function withClaim(
  claims: object,
  [member = '', ...inner]: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> {
  const present: unknown = Reflect.get(claims, member);
  const outer = typeof present === 'object' && present !== null ? present : {};
  return { ...claims, [member]: inner.length === 0 ? value : withClaim(outer, inner, value) };
}
