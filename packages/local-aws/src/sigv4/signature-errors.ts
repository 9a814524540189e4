import { AwsError } from '../aws-error.ts';

/** The errors of a service for wrong signatures. */
export interface SignatureErrors {
  unknownAccessKey(): AwsError;
  wrongToken(): AwsError;
  expiredToken(): AwsError;
  mismatch(): AwsError;
  clockSkew(signedAt: Date, now: Date): AwsError;
  presignedExpired(): AwsError;
  wrongScope(part: 'date' | 'region' | 'service', found: string, expected: string): AwsError;
  unsignedHeaders(names: readonly string[]): AwsError;
  payloadMismatch(): AwsError;
}

export function signatureErrors(service: string): SignatureErrors {
  return service === 's3' ? S3_ERRORS : COMMON_ERRORS;
}

/** The error for a signature that cannot be parsed. */
export function incompleteSignature(message: string): AwsError {
  return new AwsError('IncompleteSignature', message);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const S3_ERRORS: SignatureErrors = {
  unknownAccessKey: () =>
    new AwsError(
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      403,
    ),
  wrongToken: () =>
    new AwsError('InvalidToken', 'The provided token is malformed or otherwise invalid.'),
  expiredToken: () => new AwsError('ExpiredToken', 'The provided token has expired.'),
  mismatch: () =>
    new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    ),
  clockSkew: (signedAt, now) =>
    new AwsError(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      403,
      { RequestTime: signedAt.toISOString(), ServerTime: now.toISOString() },
    ),
  presignedExpired: () => new AwsError('AccessDenied', 'Request has expired', 403),
  wrongScope: (part, found, expected) =>
    new AwsError(
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; the ${part} '${found}' is wrong; expecting '${expected}'`,
      400,
      part === 'region' ? { Region: expected } : {},
    ),
  unsignedHeaders: (names) =>
    new AwsError(
      'AccessDenied',
      'There were headers present in the request which were not signed',
      403,
      { HeadersNotSigned: names.join(', ') },
    ),
  payloadMismatch: () =>
    new AwsError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    ),
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html */
const COMMON_ERRORS: SignatureErrors = {
  unknownAccessKey: invalidClientToken,
  wrongToken: invalidClientToken,
  expiredToken: () =>
    new AwsError('ExpiredToken', 'The security token included in the request is expired', 403),
  mismatch: () =>
    doesNotMatch(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    ),
  clockSkew: (signedAt, now) =>
    doesNotMatch(
      signedAt < now
        ? `Signature expired: ${signedAt.toISOString()} is more than 15 minutes before ${now.toISOString()}.`
        : `Signature not yet current: ${signedAt.toISOString()} is more than 15 minutes after ${now.toISOString()}.`,
    ),
  presignedExpired: () => doesNotMatch('Signature expired: X-Amz-Expires has passed.'),
  wrongScope: (part, found, expected) =>
    doesNotMatch(
      part === 'date'
        ? `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${found}' != '${expected}'.`
        : `Credential should be scoped to a valid ${part}: '${found}' is not '${expected}'.`,
    ),
  unsignedHeaders: (names) =>
    doesNotMatch(`'${names.join("', '")}' must be a 'SignedHeader' in the AWS Authorization.`),
  payloadMismatch: () =>
    doesNotMatch('The x-amz-content-sha256 header does not match the body of the request.'),
};

function invalidClientToken(): AwsError {
  return new AwsError(
    'InvalidClientTokenId',
    'The security token included in the request is invalid.',
    403,
  );
}

function doesNotMatch(message: string): AwsError {
  return new AwsError('SignatureDoesNotMatch', message, 403);
}
