import { SUBJECT_CLAIM } from '../../core/callers/claims.ts';
import type { JwtCaller } from '../../core/callers/identity.ts';
import type { JwtAuthentication } from '../../core/configuration/authentication.ts';
import { claimsIn } from '../../core/grants/claim-template.ts';
import type { Grant } from '../../core/grants/grant.ts';
import { ANY_STRING } from '../../core/grants/grantee.ts';
import type { LocalAws } from '../../packages/local-aws/src/start.ts';

/** Somebody with a token of the configured issuer, which is played on this machine. */
export interface SamplePerson {
  readonly identity: JwtCaller;
  readonly token: string;
}

/** A day's work. */
const TOKEN_SECONDS = 43_200;

/** The first is whom the grants are for; the second has no more than a token. */
const NAMES = ['alice', 'bob'] as const;

/** People whose tokens the issuer of this machine signs: tokens that a real login would give them. */
export async function createSamplePeople(
  local: LocalAws,
  authentication: JwtAuthentication,
  grants: readonly Grant[],
): Promise<readonly SamplePerson[]> {
  const issuer = await local.oidc.issuer(authentication.issuer);
  const { audience, nameClaim, scopes } = authentication;
  return Promise.all(
    NAMES.map(async (name, index) => {
      const claims = {
        ...(index === 0 ? wantedClaims(grants, name) : {}),
        [nameClaim]: name,
        [SUBJECT_CLAIM]: name,
      };
      const token = await issuer.token(
        {
          ...claims,
          aud: audience[0],
          ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
        },
        { lifetimeSeconds: TOKEN_SECONDS },
      );
      const identity = {
        kind: 'jwt' as const,
        issuer: authentication.issuer,
        subject: name,
        displayName: name,
        claims,
      };
      return { identity, token };
    }),
  );
}

/** What all grants together ask of a token; of a claim with several values, a list. */
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
      want(claim, value === ANY_STRING ? name : value);
    }
  }
  return Object.fromEntries(
    [...wanted].map(([claim, values]) => {
      const written = [...values].filter((value) => value !== name);
      const [only] = written.length === 0 ? [name] : written;
      return [claim, written.length > 1 ? written : only];
    }),
  );
}
