import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint';

const RSA_BITS = 2_048;

/** A public key as a key set shows it. It names no algorithm, so that it verifies all that RSA has. */
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

/** An issuer's keys; the first is made when it is first needed. */
export class SigningKeys {
  #history: Promise<KeyHistory> | undefined;

  async current(): Promise<SigningKey> {
    return (await this.#made()).current;
  }

  /** The current key and the one before it: the grace period that API Gateway's guide recommends. */
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

/** The key's id is its thumbprint, https://www.rfc-editor.org/rfc/rfc7638. */
async function generateSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: RSA_BITS,
  });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const kid = await calculateJwkThumbprint({ kty: 'RSA', n, e });
  return { privateKey, publicJwk: { kty: 'RSA', use: 'sig', kid, n, e } };
}
