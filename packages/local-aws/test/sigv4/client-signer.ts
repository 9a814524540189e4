import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { SignedRequest } from '../../src/sigv4/verify-signature.ts';

type Data = string | ArrayBuffer | ArrayBufferView;

class Sha256 {
  readonly #secret: Buffer | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: Data) {
    this.#secret = secret === undefined ? undefined : toBuffer(secret);
    this.#hash = this.#start();
  }

  update(data: Data): void {
    this.#hash.update(toBuffer(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#start();
  }

  #start(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret);
  }
}

function toBuffer(data: Data): Buffer {
  if (typeof data === 'string') {
    return Buffer.from(data);
  }
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data);
}

export interface RequestToSign {
  readonly method?: string;
  /** As sent over the network. */
  readonly path?: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export interface SigningOptions {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly service: string;
  readonly region?: string;
  readonly signedAt: Date;
  /** Seconds. Makes a presigned request. */
  readonly expiresIn?: number;
}

/** Signs a request with AWS's own signer for JavaScript. */
export async function signRequest(
  { method = 'GET', path = '/', query = {}, headers = {}, body = '' }: RequestToSign,
  { service, region = 'us-east-1', signedAt, expiresIn, ...credentials }: SigningOptions,
): Promise<SignedRequest> {
  const signer = new SignatureV4({
    credentials,
    service,
    region,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
  });
  const request = {
    method,
    path,
    query,
    headers: { host: '127.0.0.1', ...headers },
    body,
    protocol: 'http:',
    hostname: '127.0.0.1',
  };
  const signed =
    expiresIn === undefined
      ? await signer.sign(request, { signingDate: signedAt })
      : await signer.presign(request, { signingDate: signedAt, expiresIn });
  const search = Object.entries(signed.query ?? {}).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  );
  return {
    method,
    url: search.length === 0 ? path : `${path}?${search.join('&')}`,
    rawHeaders: Object.entries(signed.headers).flat(),
    body: Buffer.from(body),
  };
}
