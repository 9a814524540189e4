import { AwsError } from '../aws-error.ts';
import { type HeaderValues, onlyHeader } from './canonical-request.ts';
import { incompleteSignature } from './signature-errors.ts';

/** The signature of a request, from its headers or its query. */
export interface Signature {
  readonly form: 'header' | 'presigned';
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
  /** 64 hex digits. */
  readonly value: string;
  /** `20261121T200000Z` */
  readonly timestamp: string;
  readonly signedAt: Date;
  readonly sessionToken?: string;
  /** Seconds. Only presigned requests have it. */
  readonly expiresSeconds?: number;
}

export interface CredentialScope {
  /** `20261121` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

type Query = readonly (readonly [name: string, value: string])[];

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** Seconds. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
const PRESIGNED_SECONDS = { min: 1, max: 604_800 } as const;

/**
 * Returns `undefined` if the request has no signature.
 * Throws AwsError IncompleteSignature, InvalidArgument if both headers and query have a signature, and InvalidRequest
 * for another signature version.
 */
export function readSignature(headers: HeaderValues, query: Query): Signature | undefined {
  const authorization = onlyHeader(headers, 'authorization');
  if (authorization?.startsWith('AWS ') || query.some(([name]) => name === 'AWSAccessKeyId')) {
    // Signature version 2, which some clients still use for presigned URLs.
    throw new AwsError(
      'InvalidRequest',
      `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`,
    );
  }
  const presigned = query.some(([name]) => /^x-amz-(algorithm|signature|credential)$/i.test(name));
  if (authorization !== undefined && presigned) {
    throw new AwsError(
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter or the Authorization header should be specified',
    );
  }
  if (presigned) {
    return readPresigned(query);
  }
  return authorization === undefined ? undefined : readHeader(authorization, headers);
}

function readHeader(authorization: string, headers: HeaderValues): Signature {
  const [algorithm = '', ...rest] = authorization.trim().split(/\s+/);
  checkAlgorithm(algorithm);
  const fields = new Map<string, string>();
  for (const field of rest.join('').split(',')) {
    const equals = field.indexOf('=');
    const name = field.slice(0, equals);
    if (fields.has(name)) {
      throw incompleteSignature(`Authorization header names ${name} twice.`);
    }
    fields.set(name, field.slice(equals + 1));
  }
  const timestamp = onlyHeader(headers, 'x-amz-date');
  return {
    form: 'header',
    ...readCredential(fields.get('Credential')),
    signedHeaders: readSignedHeaders(fields.get('SignedHeaders')),
    value: readValue(fields.get('Signature')),
    ...readTimestamp(timestamp),
    sessionToken: onlyHeader(headers, 'x-amz-security-token'),
  };
}

function readPresigned(query: Query): Signature {
  const only = (name: string): string | undefined => {
    const values = query.filter(([other]) => other === name);
    if (values.length > 1) {
      throw incompleteSignature(`The query parameter ${name} must not be repeated.`);
    }
    return values[0]?.[1];
  };
  checkAlgorithm(only('X-Amz-Algorithm') ?? '');
  return {
    form: 'presigned',
    ...readCredential(only('X-Amz-Credential')),
    signedHeaders: readSignedHeaders(only('X-Amz-SignedHeaders')),
    value: readValue(only('X-Amz-Signature')),
    ...readTimestamp(only('X-Amz-Date')),
    sessionToken: only('X-Amz-Security-Token'),
    expiresSeconds: readExpires(only('X-Amz-Expires')),
  };
}

function checkAlgorithm(algorithm: string): void {
  if (algorithm !== ALGORITHM) {
    throw incompleteSignature(`Unsupported signing algorithm '${algorithm}': use ${ALGORITHM}.`);
  }
}

function readCredential(credential: string | undefined): Pick<Signature, 'accessKeyId' | 'scope'> {
  const match = /^([^/\s]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request$/.exec(
    credential ?? '',
  );
  const [, accessKeyId, date, region, service] = match ?? [];
  if (!(accessKeyId && date && region && service)) {
    throw incompleteSignature(
      'Credential must have the form ACCESS_KEY_ID/YYYYMMDD/REGION/SERVICE/aws4_request.',
    );
  }
  return { accessKeyId, scope: { date, region, service } };
}

function readSignedHeaders(text: string | undefined): readonly string[] {
  const names = (text ?? '').split(';');
  const isSorted = names.every((name, i) => i === 0 || (names[i - 1] ?? '') < name);
  if (!isSorted || !names.every((name) => /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name))) {
    throw incompleteSignature(
      'SignedHeaders must be lower-case names, sorted and separated by ";".',
    );
  }
  return names;
}

function readValue(signature: string | undefined): string {
  if (!/^[0-9a-f]{64}$/.test(signature ?? '')) {
    throw incompleteSignature('Signature must be 64 lower-case hexadecimal digits.');
  }
  return signature ?? '';
}

function readTimestamp(timestamp: string | undefined): Pick<Signature, 'timestamp' | 'signedAt'> {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp ?? '');
  const [, year, month, day, hour, minute, second] = match ?? [];
  const signedAt = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (timestamp === undefined || Number.isNaN(signedAt.getTime())) {
    throw incompleteSignature('X-Amz-Date is required, in the form YYYYMMDDTHHMMSSZ.');
  }
  return { timestamp, signedAt };
}

function readExpires(text: string | undefined): number {
  const seconds = /^\d+$/.test(text ?? '') ? Number(text) : Number.NaN;
  if (!(seconds >= PRESIGNED_SECONDS.min && seconds <= PRESIGNED_SECONDS.max)) {
    throw new AwsError(
      'AuthorizationQueryParametersError',
      `X-Amz-Expires must be a number of seconds from ${PRESIGNED_SECONDS.min} to ${PRESIGNED_SECONDS.max}.`,
    );
  }
  return seconds;
}
