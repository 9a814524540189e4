import type { LocalAws } from 'local-aws';
import { SUBJECT_CLAIM } from '../../core/callers/claims.ts';
import type { JwtCaller } from '../../core/callers/identity.ts';
import type { JwtAuthentication } from '../../core/configuration/authentication.ts';
import { claimsIn } from '../../core/grants/claim-template.ts';
import type { Grant } from '../../core/grants/grant.ts';
import { ANY_STRING } from '../../core/grants/grantee.ts';

/** A person with a token of the configured issuer. The local AWS plays that issuer. */
export interface SamplePerson {
  readonly identity: JwtCaller;
  readonly token: string;
}

/** 12 hours: a working day. */
const TOKEN_SECONDS = 43_200;

/** The first person has all the claims that grants ask for; the second has only a subject and a name. */
const NAMES = ['alice', 'bob'] as const;

/** Creates people with tokens that the local issuer signs. A real issuer would give such tokens at login. */
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
