import { AwsError } from '../../aws-error.ts';
import type { RequestHeaders, ServiceResponse } from '../../service.ts';
import type { Bucket } from '../bucket.ts';
import { type CrossOriginRequest, matchingRule } from './cors-rule.ts';

type Headers = Readonly<Record<string, string>>;

const REQUEST_METHOD = 'access-control-request-method';
const REQUEST_HEADERS = 'access-control-request-headers';

/**
 * Answers the request that a browser sends before a request of another origin. The endpoint adds the headers of
 * `crossOriginHeaders` to this and every other answer.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html and, for the messages,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors-troubleshooting.html
 *
 * @throws AwsError BadRequest, AccessForbidden
 */
export function preflightResponse(
  bucket: Bucket | undefined,
  request: RequestHeaders,
): ServiceResponse {
  if (request.headers.origin === undefined) {
    throw new AwsError('BadRequest', 'Insufficient information. Origin request header needed.');
  }
  if (bucket === undefined) {
    throw forbidden('Bucket not found', 'BUCKET', request);
  }
  if (bucket.cors === undefined) {
    throw forbidden('CORS is not enabled for this bucket.', 'BUCKET', request);
  }
  if (crossOriginHeaders(bucket, request) === undefined) {
    throw forbidden(
      "This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
      'OBJECT',
      request,
    );
  }
  return { status: 200, headers: {}, body: '' };
}

/**
 * Returns the headers that let a page of another origin read the answer, or undefined if no rule lets it. S3 adds the same
 * headers to its answer to the request itself as to the preflight.
 */
export function crossOriginHeaders(
  bucket: Bucket | undefined,
  { method, headers }: RequestHeaders,
): Headers | undefined {
  const { origin } = headers;
  if (origin === undefined || bucket?.cors === undefined) {
    return undefined;
  }
  const request: CrossOriginRequest = {
    origin,
    method: headers[REQUEST_METHOD] ?? method,
    requestHeaders: namesIn(headers[REQUEST_HEADERS]),
  };
  const rule = matchingRule(bucket.cors, request);
  if (rule === undefined) {
    return undefined;
  }
  const { AllowedMethods: methods, ExposeHeaders: exposed = [], MaxAgeSeconds: seconds } = rule;
  return {
    ...(rule.AllowedOrigins.includes('*')
      ? { 'access-control-allow-origin': '*' }
      : { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' }),
    'access-control-allow-methods': methods.join(', '),
    ...headerOf('access-control-allow-headers', request.requestHeaders),
    ...headerOf('access-control-expose-headers', exposed),
    ...(seconds === undefined ? {} : { 'access-control-max-age': String(seconds) }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

function namesIn(list = ''): readonly string[] {
  return list
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
}

function headerOf(name: string, values: readonly string[]): Headers {
  return values.length === 0 ? {} : { [name]: values.join(', ') };
}

function forbidden(reason: string, resourceType: string, { method, headers }: RequestHeaders) {
  return new AwsError('AccessForbidden', `CORSResponse: ${reason}`, 403, {
    Method: headers[REQUEST_METHOD] ?? method,
    ResourceType: resourceType,
  });
}
