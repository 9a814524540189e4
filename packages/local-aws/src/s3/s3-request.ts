import { AwsError } from '../aws-error.ts';
import type { Requester } from '../iam/authorizer.ts';
import type { RequestBody, StreamedRequest } from '../service.ts';
import { invalidArgument } from './s3-error.ts';
import { signatureKeys } from './signature-keys.ts';
import { bucketOfHost } from './virtual-host.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MAX_KEY_BYTES = 1024;

/**
 * Parameters of a presigned URL, which the endpoint has already verified, and the operation name that some SDKs add.
 */
const IGNORED_PARAMETERS = new Set([
  'x-amz-algorithm',
  'x-amz-content-sha256',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-security-token',
  'x-amz-signature',
  'x-amz-signedheaders',
  'x-id',
]);

/** https://www.rfc-editor.org/rfc/rfc9110#section-5.5 */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** A request in path style (`/BUCKET/KEY`) or in virtual-hosted style (`/KEY`, with the bucket in the host). */
export interface S3Request extends Requester {
  readonly method: string;
  /** Empty if the request is for the service itself. */
  readonly bucketName: string;
  /** Empty if the request is for the bucket or the service. */
  readonly objectKey: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** Names are in lower case. `x-amz-*` parameters of a presigned URL count as headers. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RequestBody;
  /** Condition keys about the signature, such as `s3:authType`. */
  readonly signatureKeys: Readonly<Record<string, string>>;
}

/** @throws AwsError InvalidURI, InvalidArgument for a repeated parameter, KeyTooLongError */
export function readS3Request(request: StreamedRequest, now: Date): S3Request {
  const { bucketName, objectKey } = readAddress(request.rawPath, request.headers.host);
  assertKeyLength(objectKey);
  const parameters = new Map<string, string>();
  const headers: Record<string, string> = { ...request.headers };
  for (const [name, value] of readQuery(request.rawQuery)) {
    const lowerName = name.toLowerCase();
    if (IGNORED_PARAMETERS.has(lowerName)) {
      continue;
    }
    if (lowerName.startsWith('x-amz-')) {
      headers[lowerName] = headerValue(name, value);
    } else {
      parameters.set(name, value);
    }
  }
  return {
    method: request.method,
    bucketName,
    objectKey,
    parameters,
    headers,
    body: request.body,
    signatureKeys: signatureKeys(request, now),
    principal: request.principal,
    sourceIp: request.sourceIp,
  };
}

/** @throws AwsError InvalidURI */
export function readAddress(
  rawPath: string,
  host: string | undefined,
): Pick<S3Request, 'bucketName' | 'objectKey'> {
  const bucketName = bucketOfHost(host);
  if (bucketName !== undefined) {
    return { bucketName, objectKey: decode(rawPath.slice(1)) };
  }
  const [, rawBucketName = '', ...rawKey] = rawPath.split('/');
  return { bucketName: decode(rawBucketName), objectKey: decode(rawKey.join('/')) };
}

function readQuery(rawQuery: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of rawQuery.split('&').filter((text) => text !== '')) {
    const [rawName = '', ...rawValue] = pair.replaceAll('+', ' ').split('=');
    const name = decode(rawName);
    const value = decode(rawValue.join('='));
    if (parameters.has(name)) {
      throw invalidArgument('The local AWS does not support repeated parameters.', name, value);
    }
    parameters.set(name, value);
  }
  return parameters;
}

/** Refuses everything that is not percent-encoded UTF-8, instead of repairing it. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.", 400, { URI: text });
  }
}

/**
 * Returns the value in the form of Node.js, which reads each byte of a header as a character. A percent-encoded value can
 * have control characters, which no header can hold and which would break an answer that repeats it.
 */
function headerValue(name: string, value: string): string {
  const bytes = Buffer.from(value, 'utf8').toString('latin1');
  if (!HEADER_VALUE.test(bytes)) {
    throw invalidArgument('The parameter has characters that no header can hold.', name, value);
  }
  return bytes;
}

/** @throws AwsError KeyTooLongError */
export function assertKeyLength(objectKey: string): void {
  const size = Buffer.byteLength(objectKey, 'utf8');
  if (size > MAX_KEY_BYTES) {
    throw new AwsError('KeyTooLongError', 'Your key is too long', 400, {
      Size: String(size),
      MaxSizeAllowed: String(MAX_KEY_BYTES),
    });
  }
}
