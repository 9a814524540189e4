import { compactVerify } from 'jose/jws/compact/verify';
import type { IssuerKeySets, KeySet } from './issuer-key-sets.ts';
import type { SignedToken } from './signed-token.ts';
import { invalidToken } from './token-refusal.ts';

/** RSASSA-PKCS1-v1_5 only. AWS's page says "RSA-based" and names no algorithm. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512'];

/** Checks that an issuer signed a token. */
export interface SignatureVerifier {
  /** Rejects with GatewayError 401 if the issuer did not sign the token. */
  verify(issuer: string, token: SignedToken): Promise<void>;
}

/**
 * Verifies tokens with the keys that the issuer publishes. Only alg and kid of the header count. Keys and addresses in
 * the header (jwk, jku, x5c, x5u) are ignored.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export class IssuerSignatures implements SignatureVerifier {
  readonly #keySets: IssuerKeySets;

  constructor(keySets: IssuerKeySets) {
    this.#keySets = keySets;
  }

  async verify(issuer: string, { text, header }: SignedToken): Promise<void> {
    const { alg, kid } = header;
    if (typeof alg !== 'string' || !ALGORITHMS.includes(alg)) {
      throw invalidToken('the token is not signed with RS256, RS384 or RS512');
    }
    if (typeof kid !== 'string' || kid === '') {
      throw invalidToken('the token does not name its key');
    }
    // No extension is supported (https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11). b64 would change what is
    // signed.
    if (Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64')) {
      throw invalidToken('the token asks for extensions');
    }
    const keySet = await this.#keySet(issuer, kid);
    try {
      await compactVerify(text, keySet, { algorithms: ALGORITHMS });
    } catch {
      // Also the result of an unsuitable key, such as an RSA key below 2,048 bits.
      throw invalidToken('the token has no valid signature');
    }
  }

  async #keySet(issuer: string, kid: string): Promise<KeySet> {
    try {
      return await this.#keySets.keySet(issuer, kid);
    } catch {
      throw invalidToken('the keys of the issuer cannot be read');
    }
  }
}
