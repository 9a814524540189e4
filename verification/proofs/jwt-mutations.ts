import { GatewayError } from '../../packages/local-aws/src/api-gateway/gateway-error.ts';
import { IssuerKeySets } from '../../packages/local-aws/src/api-gateway/issuer-key-sets.ts';
import { authorizeToken } from '../../packages/local-aws/src/api-gateway/jwt-authorizer.ts';
import {
  IssuerSignatures,
  type SignatureVerifier,
} from '../../packages/local-aws/src/api-gateway/token-signature.ts';
import type { OidcIssuer } from '../../packages/local-aws/src/oidc/oidc-issuer.ts';
import { OidcIssuers } from '../../packages/local-aws/src/oidc/oidc-issuers.ts';
import type { Proof } from './proof.ts';
import { randomNumbers } from './random.ts';
import { mutate } from './token-mutations.ts';

const ISSUER = 'https://id.example.com';
const AUDIENCE = 'broker';
const PEOPLE = ['alice', 'bob', 'carol', 'dave'];
const ALGORITHMS = ['RS256', 'RS384', 'RS512'];
const LIFETIME_SECONDS = 3_600;

const clock = { now: () => new Date('2026-11-21T20:00:00Z') };

/** The control believes every signature. */
export const jwtMutations: Proof = {
  property: 'no token is accepted but those that the issuer signed',
  sample: 5_000,
  whole: 100_000,
  run: async (count, seed) => {
    const { tried, wronglyAccepted, crashed } = await tryJwtMutations({ count, seed });
    const signatures = { verify: async () => undefined };
    const control = await tryJwtMutations({ count: CONTROL_COUNT, seed, signatures });
    return {
      tried,
      failures: [
        ...Array.from({ length: wronglyAccepted }, () => 'a mutated token is accepted'),
        ...Array.from({ length: crashed }, () => 'a mutated token ends in no answer'),
      ],
      controlFinds: control.wronglyAccepted,
    };
  },
};

/** Enough to find much where there is something to find. */
const CONTROL_COUNT = 1_000;

export interface JwtMutations {
  readonly count: number;
  readonly seed: number;
  /** In place of the gateway's own. */
  readonly signatures?: SignatureVerifier;
}

export interface JwtMutationsResult {
  readonly tried: number;
  readonly accepted: number;
  /** Accepted, though header, payload and signature are not all those of one valid token. */
  readonly wronglyAccepted: number;
  /** Ended in anything but an answer. */
  readonly crashed: number;
}

/** Asks the local gateway's JWT authorizer about tokens that were valid before something was done to them. */
export async function tryJwtMutations(options: JwtMutations): Promise<JwtMutationsResult> {
  const issuers = new OidcIssuers(clock);
  try {
    const valid = await validTokens(await issuers.issuer(ISSUER));
    const signatures = new IssuerSignatures(new IssuerKeySets(issuers, clock));
    return await tryMutations(valid, { signatures, ...options });
  } finally {
    await issuers.close();
  }
}

/** Of two keys, with every algorithm, for several people. */
async function validTokens(issuer: OidcIssuer): Promise<readonly string[]> {
  const tokens: string[] = [];
  for (const sub of PEOPLE) {
    const { iat, exp } = lifetime();
    const claims = { iss: issuer.issuer, sub, aud: [AUDIENCE], iat, exp, groups: ['a', 'b'] };
    for (const alg of ALGORITHMS) {
      tokens.push(await issuer.sign(claims, { alg }));
    }
    if (sub === PEOPLE[1]) {
      await issuer.rotateKeys();
    }
  }
  return tokens;
}

function lifetime(): { iat: number; exp: number } {
  const iat = clock.now().getTime() / 1_000;
  return { iat, exp: iat + LIFETIME_SECONDS };
}

async function tryMutations(
  valid: readonly string[],
  { count, seed, signatures }: Required<JwtMutations>,
): Promise<JwtMutationsResult> {
  const random = randomNumbers(seed);
  const decodedValid = new Set(valid.map(decoded));
  const result = { tried: 0, accepted: 0, wronglyAccepted: 0, crashed: 0 };
  for (; result.tried < count; result.tried += 1) {
    const token = mutate(valid, random);
    try {
      const settings = { issuer: ISSUER, audience: [AUDIENCE] };
      await authorizeToken(['Authorization', token], settings, [], { clock, signatures });
      result.accepted += 1;
      result.wronglyAccepted += decodedValid.has(decoded(token)) ? 0 : 1;
    } catch (error) {
      result.crashed += error instanceof GatewayError ? 0 : 1;
    }
  }
  return result;
}

/** The bytes of the segments, however they were spelled. */
function decoded(token: string): string {
  const segments = token.replace(/^Bearer /, '').split('.');
  return segments.map((segment) => Buffer.from(segment, 'base64url').toString('hex')).join('.');
}
