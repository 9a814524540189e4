import { GatewayError } from '../../src/api-gateway/gateway-error.ts';
import { IssuerKeySets } from '../../src/api-gateway/issuer-key-sets.ts';
import { authorizeToken } from '../../src/api-gateway/jwt-authorizer.ts';
import { IssuerSignatures, type SignatureVerifier } from '../../src/api-gateway/token-signature.ts';
import type { OidcIssuer } from '../../src/oidc/oidc-issuer.ts';
import { OidcIssuers } from '../../src/oidc/oidc-issuers.ts';
import { mutate, randomNumbers } from './token-mutations.ts';

const ISSUER = 'https://id.example.com';
const AUDIENCE = 'broker';
const PEOPLE = ['alice', 'bob', 'carol', 'dave'];
const ALGORITHMS = ['RS256', 'RS384', 'RS512'];
const LIFETIME_SECONDS = 3_600;
const COUNT = 5_000;
/** The control needs fewer tokens: it accepts many of them. */
const CONTROL_COUNT = 1_000;
const SEED = 20_261_121;

const clock = { now: () => new Date('2026-11-21T20:00:00Z') };
const issuers = new OidcIssuers(clock);
let valid: readonly string[];

beforeAll(async () => {
  valid = await validTokens(await issuers.issuer(ISSUER));
});

afterAll(() => issuers.close());

/** Tokens of two keys, with every algorithm, for several people. */
async function validTokens(issuer: OidcIssuer): Promise<readonly string[]> {
  const tokens: string[] = [];
  const iat = clock.now().getTime() / 1_000;
  for (const sub of PEOPLE) {
    const lifetime = { iat, exp: iat + LIFETIME_SECONDS };
    const claims = { iss: ISSUER, sub, aud: [AUDIENCE], ...lifetime, groups: ['a', 'b'] };
    for (const alg of ALGORITHMS) {
      tokens.push(await issuer.sign(claims, { alg }));
    }
    if (sub === PEOPLE[1]) {
      await issuer.rotateKeys();
    }
  }
  return tokens;
}

interface Outcome {
  accepted: number;
  /** Accepted, although its header, payload and signature are not those of one valid token. */
  wronglyAccepted: number;
  /** Errors that the gateway does not turn into an answer. */
  readonly crashes: unknown[];
}

/** Asks the JWT authorizer about valid tokens that were changed in one to three places. */
async function tryMutations(count: number, signatures: SignatureVerifier): Promise<Outcome> {
  const random = randomNumbers(SEED);
  const decodedValid = new Set(valid.map(decoded));
  const settings = { issuer: ISSUER, audience: [AUDIENCE] };
  const outcome: Outcome = { accepted: 0, wronglyAccepted: 0, crashes: [] };
  for (let tried = 0; tried < count; tried += 1) {
    const token = mutate(valid, random);
    try {
      await authorizeToken(['Authorization', token], settings, [], { clock, signatures });
      outcome.accepted += 1;
      outcome.wronglyAccepted += decodedValid.has(decoded(token)) ? 0 : 1;
    } catch (error) {
      if (!(error instanceof GatewayError)) {
        outcome.crashes.push(error);
      }
    }
  }
  return outcome;
}

/** The bytes of the segments, without regard to their spelling in base64. */
function decoded(token: string): string {
  const segments = token.replace(/^Bearer /, '').split('.');
  return segments.map((segment) => Buffer.from(segment, 'base64url').toString('hex')).join('.');
}

test('a changed token is accepted only if it decodes to a token that the issuer signed', async () => {
  const signatures = new IssuerSignatures(new IssuerKeySets(issuers, clock));
  const { accepted, wronglyAccepted, crashes } = await tryMutations(COUNT, signatures);
  expect({ wronglyAccepted, crashes }).toEqual({ wronglyAccepted: 0, crashes: [] });
  expect(accepted).toBeGreaterThan(0);
});

test('without the check of the signature, changed tokens are accepted', async () => {
  const { wronglyAccepted } = await tryMutations(CONTROL_COUNT, { verify: async () => undefined });
  expect(wronglyAccepted).toBeGreaterThan(0);
});
