import { BrokerError } from '../../core/broker-error.ts';

/** A throttled caller should wait this long before the next attempt. */
const THROTTLED_RETRY_AFTER_SECONDS = 2;

/** The names identify throttling, because the statuses differ: STS answers `Throttling` with 400, S3 answers `SlowDown` with 503. */
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

/** One attempt took too long, or all attempts together. */
const TIMEOUT_NAMES: ReadonlySet<string> = new Set([
  'AbortError',
  'TimeoutError',
  'RequestTimeout',
]);

/** Broken connections. The SDK calls them timeouts, too. */
const CONNECTION_CODES: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/**
 * Calls an AWS service. The time limit covers all attempts of the SDK.
 *
 * @param service its name in messages for the caller
 * @param timeoutMilliseconds for all attempts together
 * @throws BrokerError for every failure. Its cause, which only the log shows, is the error from AWS
 */
export async function callUpstream<T>(
  service: string,
  timeoutMilliseconds: number,
  call: (options: { abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new DOMException(`No answer in ${timeoutMilliseconds} ms.`, 'TimeoutError'));
  }, timeoutMilliseconds);
  try {
    return await call({ abortSignal: limit.signal });
  } catch (error) {
    throw error instanceof BrokerError ? error : upstreamError(service, error);
  } finally {
    clearTimeout(timer);
  }
}

/** The name of an error in AWS's documentation. The JavaScript SDK adds `Exception` to some of them. */
export function awsErrorName(error: unknown): string {
  return String(property(error, 'name') ?? '').replace(/Exception$/, '');
}

function upstreamError(service: string, cause: unknown): BrokerError {
  const name = property(cause, 'name');
  if (THROTTLING_NAMES.has(String(name)) || statusOf(cause) === 429) {
    return new BrokerError('Throttled', `${service} is throttling requests.`, {
      cause,
      retryAfterSeconds: THROTTLED_RETRY_AFTER_SECONDS,
    });
  }
  if (TIMEOUT_NAMES.has(String(name)) && !CONNECTION_CODES.has(property(cause, 'code'))) {
    return new BrokerError('UpstreamTimeout', `${service} did not answer in time.`, { cause });
  }
  return new BrokerError(
    'UpstreamFailure',
    `${service} could not serve the request. Try again; if it still fails, give an operator the RequestId.`,
    { cause },
  );
}

/** A proxy in front of a service may throttle with an error of its own. */
function statusOf(error: unknown): unknown {
  return property(property(error, '$metadata'), 'httpStatusCode');
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value
    ? Reflect.get(value, name)
    : undefined;
}
