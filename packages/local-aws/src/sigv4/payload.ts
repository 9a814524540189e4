import { createHash } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import { ChunkedDecoder, type ChunkSigner } from './aws-chunked.ts';
import { type HeaderValues, onlyHeader } from './canonical-request.ts';
import type { PayloadDecoder } from './payload-decoder.ts';
import type { Signature } from './signature.ts';
import { signatureErrors } from './signature-errors.ts';

const UNSIGNED = 'UNSIGNED-PAYLOAD';
/** The values of x-amz-content-sha256 for aws-chunked bodies, and what each requires. */
const STREAMING: ReadonlyMap<string, { readonly signed: boolean; readonly trailer: boolean }> =
  new Map([
    ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', { signed: true, trailer: false }],
    ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', { signed: true, trailer: true }],
    ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', { signed: false, trailer: true }],
  ]);

/**
 * Returns the line of the payload in the canonical request. Only S3 supports a payload that is unsigned or signed in
 * chunks. Throws AwsError if the hash is missing or has no known form.
 *
 * @param bodyHash returns the hash of the body, for services that do not require `x-amz-content-sha256`. Not called for
 * S3
 */
export function declaredPayloadHash(
  signature: Signature,
  headers: HeaderValues,
  query: readonly (readonly [name: string, value: string])[],
  bodyHash: () => string,
): string {
  const declared =
    onlyHeader(headers, 'x-amz-content-sha256') ??
    query.find(([name]) => name === 'X-Amz-Content-Sha256')?.[1];
  if (signature.scope.service !== 's3') {
    return declared ?? bodyHash();
  }
  if (declared === undefined) {
    if (signature.form === 'presigned') {
      return UNSIGNED;
    }
    throw new AwsError(
      'InvalidRequest',
      'Missing required header for this request: x-amz-content-sha256',
    );
  }
  if (!/^[0-9a-f]{64}$/.test(declared) && declared !== UNSIGNED && !STREAMING.has(declared)) {
    throw new AwsError(
      'InvalidArgument',
      `x-amz-content-sha256 must be ${UNSIGNED}, one of ${[...STREAMING.keys()].join(', ')}, or a valid sha256 value.`,
    );
  }
  return declared;
}

/** Returns a decoder that compares the body with the declared hash, or that decodes a chunked body. */
export function payloadDecoder(
  service: string,
  declaredHash: string,
  headers: HeaderValues,
  signer: ChunkSigner,
): PayloadDecoder {
  const streaming = service === 's3' ? STREAMING.get(declaredHash) : undefined;
  if (streaming !== undefined) {
    const trailer = onlyHeader(headers, 'x-amz-trailer') ?? '';
    return new ChunkedDecoder({
      decodedLength: decodedLength(headers),
      trailerNames: streaming.trailer
        ? trailer.split(',').map((name) => name.trim().toLowerCase())
        : [],
      signer: streaming.signed ? signer : undefined,
    });
  }
  return service === 's3' && declaredHash === UNSIGNED
    ? unsignedPayload()
    : hashedPayload(service, declaredHash);
}

/** Returns a decoder that checks nothing, for unsigned payloads and for requests without a signature. */
export function unsignedPayload(): PayloadDecoder {
  return { push: (bytes) => [bytes], end: () => ({}) };
}

function hashedPayload(service: string, declaredHash: string): PayloadDecoder {
  const hash = createHash('sha256');
  return {
    push(bytes) {
      hash.update(bytes);
      return [bytes];
    },
    end() {
      if (hash.digest('hex') !== declaredHash) {
        throw signatureErrors(service).payloadMismatch();
      }
      return {};
    },
  };
}

function decodedLength(headers: HeaderValues): number {
  const text = onlyHeader(headers, 'x-amz-decoded-content-length') ?? '';
  if (!/^\d{1,15}$/.test(text)) {
    throw new AwsError(
      'MissingContentLength',
      'You must provide the Content-Length HTTP header: x-amz-decoded-content-length, in bytes.',
      411,
    );
  }
  return Number(text);
}
