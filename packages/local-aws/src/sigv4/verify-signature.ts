import { AwsError } from '../aws-error.ts';
import type { Credential, CredentialSource } from '../iam/credentials.ts';
import type { Principal } from '../iam/principal.ts';
import {
  canonicalRequest,
  type HeaderValues,
  headerValues,
  parseQueryString,
  sha256Hex,
  splitUrl,
} from './canonical-request.ts';
import { declaredPayloadHash, payloadDecoder } from './payload.ts';
import type { PayloadDecoder } from './payload-decoder.ts';
import { readSignature, type Signature } from './signature.ts';
import { signatureErrors } from './signature-errors.ts';
import { createSigner, sameText } from './signer.ts';

/** Milliseconds. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html */
const MAX_CLOCK_SKEW_MS = 15 * 60 * 1000;

/** A request without its body, as node:http provides it. */
export interface RequestHead {
  readonly method: string;
  /** Path and query as received: `/a%20b?c=d`. */
  readonly url: string;
  /** Names and values in turn, like `IncomingMessage.rawHeaders`. */
  readonly rawHeaders: readonly string[];
}

export interface SignedRequest extends RequestHead {
  readonly body: Buffer;
}

export interface SignatureExpectations {
  readonly credentials: CredentialSource;
  readonly region: string;
  readonly now: Date;
  /** The service in the credential scope. By default, every service is accepted. */
  readonly expectedService?: string;
}

/** A request whose signature is valid, before its body is read. */
export interface VerifiedHead {
  readonly principal: Principal;
  /** The service of the credential scope. */
  readonly service: string;
  /** Names are in lower case. Repeated headers are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: PayloadDecoder;
}

export interface VerifiedRequest extends Omit<VerifiedHead, 'payload'> {
  /** The headers, and the trailers of a chunked body. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body. If the client sent chunks, the body without the chunk headers. */
  readonly body: Buffer;
}

/**
 * Verifies the signature in the headers or the query of a request, and compares the body with the signature.
 * Throws AwsError: MissingAuthenticationToken if there is no signature, and AWS's error for each fault.
 */
export function verifySignature(
  request: SignedRequest,
  expectations: SignatureExpectations,
): VerifiedRequest {
  const { payload, ...verified } = verifyHead(request, expectations, () => sha256Hex(request.body));
  const body = Buffer.concat(payload.push(request.body));
  return { ...verified, headers: { ...verified.headers, ...payload.end() }, body };
}

/**
 * Verifies the signature of an S3 request without its body. Read the body through `payload`, which verifies the body.
 * Throws the errors of `verifySignature`.
 */
export function verifyHeadOfS3(
  head: RequestHead,
  expectations: SignatureExpectations,
): VerifiedHead {
  return verifyHead(head, { ...expectations, expectedService: 's3' }, () => '');
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function verifyHead(
  request: RequestHead,
  expectations: SignatureExpectations,
  bodyHash: () => string,
): VerifiedHead {
  const headers = headerValues(request.rawHeaders);
  const { rawPath, rawQuery } = splitUrl(request.url);
  const query = parseQueryString(rawQuery);
  const signature = readSignature(headers, query);
  if (signature === undefined) {
    throw new AwsError(
      'MissingAuthenticationToken',
      'Request is missing Authentication Token',
      403,
    );
  }
  checkScope(signature, expectations);
  checkTime(signature, expectations.now);
  checkSignedHeaders(signature, headers);
  const credential = findCredential(signature, expectations.credentials);
  const { service } = signature.scope;
  const payloadHash = declaredPayloadHash(signature, headers, query, bodyHash);
  const canonical = canonicalRequest({
    method: request.method,
    rawPath,
    query: query.filter(([name]) => name !== 'X-Amz-Signature'),
    headers,
    signedHeaders: signature.signedHeaders,
    payloadHash,
    service,
  });
  const signer = createSigner(credential.secretAccessKey, signature);
  if (!signer.matches(signer.requestSignature(canonical), signature.value)) {
    throw signer.mismatch();
  }
  if (credential.expiration !== undefined && credential.expiration <= expectations.now) {
    throw signatureErrors(service).expiredToken();
  }
  return {
    principal: credential.principal,
    service,
    headers: joinHeaders(headers),
    payload: payloadDecoder(service, payloadHash, headers, signer),
  };
}

/** Returns the service that a request is signed for, even if the signature is wrong. */
export function signingServiceOf(
  request: Pick<RequestHead, 'url' | 'rawHeaders'>,
): string | undefined {
  const { rawQuery } = splitUrl(request.url);
  const authorization = headerValues(request.rawHeaders).get('authorization')?.[0] ?? '';
  const credential =
    /Credential=([^,\s]+)/.exec(authorization)?.[1] ??
    new URLSearchParams(rawQuery).get('X-Amz-Credential');
  return credential?.split('/')[3];
}

export function joinHeaders(headers: HeaderValues): Record<string, string> {
  return Object.fromEntries([...headers].map(([name, values]) => [name, values.join(', ')]));
}

function checkScope({ scope, timestamp }: Signature, expectations: SignatureExpectations): void {
  const errors = signatureErrors(scope.service);
  const { expectedService = scope.service, region } = expectations;
  if (scope.service !== expectedService) {
    throw errors.wrongScope('service', scope.service, expectedService);
  }
  if (scope.region !== region) {
    throw errors.wrongScope('region', scope.region, region);
  }
  if (!timestamp.startsWith(scope.date)) {
    throw errors.wrongScope('date', scope.date, timestamp.slice(0, scope.date.length));
  }
}

function checkTime({ scope, signedAt, expiresSeconds }: Signature, now: Date): void {
  const errors = signatureErrors(scope.service);
  const ageMs = now.getTime() - signedAt.getTime();
  if (ageMs < -MAX_CLOCK_SKEW_MS) {
    throw errors.clockSkew(signedAt, now);
  }
  if (expiresSeconds === undefined) {
    if (ageMs > MAX_CLOCK_SKEW_MS) {
      throw errors.clockSkew(signedAt, now);
    }
  } else if (ageMs >= expiresSeconds * 1000) {
    throw errors.presignedExpired();
  }
}

/** The host and every x-amz- header must be signed. */
function checkSignedHeaders({ scope, signedHeaders }: Signature, headers: HeaderValues): void {
  const errors = signatureErrors(scope.service);
  const required = [...headers.keys()].filter((name) => name.startsWith('x-amz-'));
  const missing = ['host', ...required].filter((name) => !signedHeaders.includes(name));
  if (missing.length > 0) {
    throw errors.unsignedHeaders(missing);
  }
  // An absent header would have the same signature as an empty one.
  if (!signedHeaders.every((name) => headers.has(name))) {
    throw errors.mismatch();
  }
}

function findCredential(signature: Signature, credentials: CredentialSource): Credential {
  const errors = signatureErrors(signature.scope.service);
  const credential = credentials.find(signature.accessKeyId);
  if (credential === undefined) {
    throw errors.unknownAccessKey();
  }
  const expected = sha256Hex(credential.sessionToken ?? '');
  if (!sameText(expected, sha256Hex(signature.sessionToken ?? ''))) {
    throw errors.wrongToken();
  }
  return credential;
}
