import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ChunkSigner } from './aws-chunked.ts';
import { sha256Hex } from './canonical-request.ts';
import type { Signature } from './signature.ts';
import { signatureErrors } from './signature-errors.ts';

const EMPTY_SHA256 = sha256Hex('');

/** Calculates the signatures of a request and of its chunks. */
export interface Signer extends ChunkSigner {
  requestSignature(canonicalRequest: Buffer): string;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#calculate-signature */
export function createSigner(secretAccessKey: string, signature: Signature): Signer {
  const { scope, timestamp } = signature;
  const scopeText = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const dateKey = hmac(`AWS4${secretAccessKey}`, scope.date);
  const signingKey = hmac(hmac(hmac(dateKey, scope.region), scope.service), 'aws4_request');
  const sign = (algorithm: string, ...lines: readonly string[]) =>
    hmac(signingKey, [algorithm, timestamp, scopeText, ...lines].join('\n')).toString('hex');
  return {
    requestSignature: (canonicalRequest) => sign('AWS4-HMAC-SHA256', sha256Hex(canonicalRequest)),
    seed: signature.value,
    chunkSignature: (previous, dataSha256) =>
      sign('AWS4-HMAC-SHA256-PAYLOAD', previous, EMPTY_SHA256, dataSha256),
    trailerSignature: (previous, trailers) =>
      sign('AWS4-HMAC-SHA256-TRAILER', previous, sha256Hex(trailers)),
    matches: sameText,
    mismatch: signatureErrors(scope.service).mismatch,
  };
}

/** Compares in a time that does not depend on where the strings differ. */
export function sameText(expected: string, found: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(found);
  return a.length === b.length && timingSafeEqual(a, b);
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
