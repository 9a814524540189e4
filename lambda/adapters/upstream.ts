import { BrokerError } from '../../core/broker-error.ts';

/** What a caller that was throttled waits before the next try. */
const THROTTLED_RETRY_AFTER_SECONDS = 2;

/** STS answers `Throttling` with HTTP 400, S3 `SlowDown` with 503; the names are what they have in common. */
const THROTTLING_NAMES: ReadonlySet<string> = new Set([
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
]);

/** An attempt that took too long, or all of them together. */
const TIMEOUT_NAMES: ReadonlySet<string> = new Set([
  'AbortError',
  'TimeoutError',
  'RequestTimeout',
]);

/** Broken connections: the SDK calls these, too, time-outs. */
const CONNECTION_CODES: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/**
 * Calls an AWS service within a time limit that covers all the SDK's attempts.
 *
 * @param service its name in the message that the caller gets
 * @param timeoutMilliseconds for all attempts together
 * @throws BrokerError for what the SDK does not answer by itself: what AWS said is its cause, for the log alone
 */
export async function callUpstream<T>(
  service: string,
  timeoutMilliseconds: number,
  call: (options: { abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  try {
    return await call({ abortSignal: AbortSignal.timeout(timeoutMilliseconds) });
  } catch (error) {
    throw error instanceof BrokerError ? error : upstreamError(service, error);
  }
}

/** The name that AWS gave an error: the JS SDK adds `Exception` to some that the service documents without. */
export function awsErrorName(error: unknown): string {
  return String(property(error, 'name') ?? '').replace(/Exception$/, '');
}

function upstreamError(service: string, cause: unknown): BrokerError {
  const name = property(cause, 'name');
  if (THROTTLING_NAMES.has(String(name)) || statusOf(cause) === 429) {
    return new BrokerError('Throttled', `${service} is throttling requests; try again shortly.`, {
      cause,
      retryAfterSeconds: THROTTLED_RETRY_AFTER_SECONDS,
    });
  }
  if (TIMEOUT_NAMES.has(String(name)) && !CONNECTION_CODES.has(property(cause, 'code'))) {
    return new BrokerError('UpstreamTimeout', `${service} did not answer in time; try again.`, {
      cause,
    });
  }
  return new BrokerError('UpstreamFailure', `${service} could not serve the request; try again.`, {
    cause,
  });
}

/** What stands before a service may throttle in words of its own. */
function statusOf(error: unknown): unknown {
  return property(property(error, '$metadata'), 'httpStatusCode');
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value
    ? Reflect.get(value, name)
    : undefined;
}
