import type { StreamedRequest } from '../service.ts';

const PRESIGNED_SIGNATURE = /(?:^|&)X-Amz-Signature=/;
const PRESIGNED_DATE = /(?:^|&)X-Amz-Date=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/;

/**
 * Returns the condition keys about the signature of a request. They exist for every S3 action.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html
 */
export function signatureKeys(
  { principal, rawQuery, headers }: StreamedRequest,
  now: Date,
): Record<string, string> {
  // The loopback endpoint has no TLS, but it stands for AWS's TLS endpoint. `aws:SecureTransport` is `true` for the
  // same reason.
  const tls = { 's3:TlsVersion': '1.3' };
  if (principal.kind === 'anonymous') {
    return tls;
  }
  const common = { ...tls, 's3:signatureversion': 'AWS4-HMAC-SHA256' };
  if (PRESIGNED_SIGNATURE.test(rawQuery)) {
    return { ...common, 's3:authType': 'REST-QUERY-STRING', ...age(rawQuery, now) };
  }
  const payloadHash = headers['x-amz-content-sha256'];
  return {
    ...common,
    's3:authType': 'REST-HEADER',
    ...(payloadHash === undefined ? {} : { 's3:x-amz-content-sha256': payloadHash }),
  };
}

/** Returns the condition key with the age of the signature in milliseconds. Only presigned requests have this key. */
function age(rawQuery: string, now: Date): Record<string, string> {
  const [, year, month, day, hour, minute, second] = PRESIGNED_DATE.exec(rawQuery) ?? [];
  const signedAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(signedAt) ? {} : { 's3:signatureAge': String(now.getTime() - signedAt) };
}
