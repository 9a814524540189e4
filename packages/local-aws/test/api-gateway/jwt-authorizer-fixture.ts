import type { KeyObject } from 'node:crypto';
import { GatewayError } from '../../src/api-gateway/gateway-error.ts';
import { IssuerKeySets } from '../../src/api-gateway/issuer-key-sets.ts';
import { authorizeToken, type JwtCaller } from '../../src/api-gateway/jwt-authorizer.ts';
import { IssuerSignatures } from '../../src/api-gateway/token-signature.ts';
import { startLoopbackServer } from '../../src/loopback-server.ts';
import { AUDIENCE, ISSUER, KID, keys, NOW } from './token-forge.ts';

const settings = { issuer: ISSUER, audience: [AUDIENCE, 'https://api.example.com'] };
const clock = { now: () => new Date(NOW * 1_000) };

const jwk = (kid: string, key: KeyObject, more = {}) => ({
  ...key.export({ format: 'jwk' }),
  kid,
  ...more,
});

/** The keys that the issuer publishes: suitable keys, and keys that must never verify a token. */
const keySet = {
  keys: [
    jwk(KID, keys.issuer.publicKey, { use: 'sig' }),
    jwk('key-2', keys.second.publicKey),
    jwk('short', keys.short.publicKey),
    jwk('tiny', keys.tiny.publicKey),
    jwk('curve', keys.curve.publicKey),
    jwk('edwards', keys.edwards.publicKey),
    jwk('encryption', keys.second.publicKey, { use: 'enc' }),
    jwk('operations', keys.second.publicKey, { key_ops: ['encrypt'] }),
    jwk('another-algorithm', keys.second.publicKey, { alg: 'RS512' }),
    jwk('twice', keys.issuer.publicKey),
    jwk('twice', keys.second.publicKey),
    jwk('private', keys.second.privateKey),
    { kty: 'oct', kid: 'secret', k: Buffer.alloc(32).toString('base64url') },
    { kty: 'RSA', kid: 'broken', n: '!', e: 'AQAB' },
    { ...jwk('no-id', keys.second.publicKey), kid: undefined },
  ],
};

export interface TestAuthorizer {
  authorize(rawHeaders: readonly string[], routeScopes?: readonly string[]): Promise<JwtCaller>;
  /** Resolves to `accepted`, or to status and reason of the refusal. Rejects for any other error. */
  outcome(token: string, routeScopes?: readonly string[]): Promise<string>;
  outcomeOf(rawHeaders: readonly string[], routeScopes?: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

/** Starts the authorizer without a gateway. It reads the issuer's documents over HTTP. */
export async function startAuthorizer(): Promise<TestAuthorizer> {
  const discovery = { issuer: ISSUER, jwks_uri: `${ISSUER}/keys` };
  const server = await startLoopbackServer(({ url = '' }, response) => {
    response.end(JSON.stringify(url.endsWith('/keys') ? keySet : discovery));
  });
  const loopbackUrl = async (_issuer: string, url: string) =>
    `http://${server.address}${new URL(url).pathname}`;
  const signatures = new IssuerSignatures(new IssuerKeySets({ loopbackUrl }, clock));
  const authorize: TestAuthorizer['authorize'] = (rawHeaders, routeScopes = []) =>
    authorizeToken(rawHeaders, settings, routeScopes, { clock, signatures });
  const outcomeOf: TestAuthorizer['outcomeOf'] = async (rawHeaders, routeScopes) => {
    try {
      await authorize(rawHeaders, routeScopes);
      return 'accepted';
    } catch (error) {
      if (error instanceof GatewayError) {
        return `${error.status} ${error.logged['authorizer.error']}`;
      }
      throw error;
    }
  };
  return {
    authorize,
    outcomeOf,
    outcome: (token, routeScopes) => outcomeOf(['Authorization', token], routeScopes),
    close: () => server.close(),
  };
}
