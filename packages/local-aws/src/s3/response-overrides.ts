import { invalidRequest } from './s3-error.ts';
import type { S3Request } from './s3-request.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax */
const PREFIX = 'response-';
const HEADERS = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

export const OVERRIDE_PARAMETERS: readonly string[] = HEADERS.map((name) => PREFIX + name);

/**
 * Returns the response headers that the query parameters `response-*` set.
 *
 * @throws AwsError InvalidRequest if the request has no signature
 */
export function responseOverrides({ parameters, principal }: S3Request): Record<string, string> {
  const overrides: Record<string, string> = {};
  for (const name of HEADERS) {
    const value = parameters.get(PREFIX + name);
    if (value !== undefined) {
      // Node.js writes each character of a header as a byte.
      overrides[name] = Buffer.from(value, 'utf8').toString('latin1');
    }
  }
  if (Object.keys(overrides).length > 0 && principal.kind === 'anonymous') {
    throw invalidRequest(
      'Request specific response headers cannot be used for anonymous GET requests.',
    );
  }
  return overrides;
}
