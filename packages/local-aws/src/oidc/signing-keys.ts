import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint';

const RSA_BITS = 2_048;

/** A public key in the form of a key set. It names no algorithm, so it can verify every RSA algorithm. */
export interface PublicJwk {
  readonly kty: 'RSA';
  readonly use: 'sig';
  readonly kid: string;
  readonly n: string;
  readonly e: string;
}

export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicJwk: PublicJwk;
}

interface KeyHistory {
  readonly current: SigningKey;
  readonly previous?: SigningKey;
}

/** The keys of an issuer. The first key is made at its first use. */
export class SigningKeys {
  #history: Promise<KeyHistory> | undefined;

  async current(): Promise<SigningKey> {
    return (await this.#made()).current;
  }

  /** The current key and the previous one: the grace period that API Gateway's guide recommends. */
  async published(): Promise<readonly PublicJwk[]> {
    const { current, previous } = await this.#made();
    return [current, ...(previous ? [previous] : [])].map(({ publicJwk }) => publicJwk);
  }

  async rotate(): Promise<void> {
    const [previous, current] = await Promise.all([this.current(), generateSigningKey()]);
    this.#history = Promise.resolve({ current, previous });
  }

  #made(): Promise<KeyHistory> {
    this.#history ??= generateSigningKey().then((current) => ({ current }));
    return this.#history;
  }
}

/** The id of a key is its thumbprint, https://www.rfc-editor.org/rfc/rfc7638. */
async function generateSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: RSA_BITS,
  });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const kid = await calculateJwkThumbprint({ kty: 'RSA', n, e });
  return { privateKey, publicJwk: { kty: 'RSA', use: 'sig', kid, n, e } };
}
