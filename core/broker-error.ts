export const BROKER_ERROR_CODES = [
  'InvalidRequest',
  'PolicyTooLarge',
  'AccessDenied',
  'BucketAccessDenied',
  'NoSuchBucket',
  'Throttled',
  'UpstreamFailure',
  'BrokerAccessKeyUnavailable',
  'UpstreamTimeout',
  'InternalError',
] as const;

/** The API returns it as `Code`. */
export type BrokerErrorCode = (typeof BROKER_ERROR_CODES)[number];

/** An error that the caller sees. The message must help and contain no secret. Only the log shows `cause`. */
export class BrokerError extends Error {
  readonly code: BrokerErrorCode;
  readonly retryAfterSeconds?: number;

  constructor(
    code: BrokerErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly retryAfterSeconds?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'BrokerError';
    this.code = code;
    if (options.retryAfterSeconds !== undefined) {
      this.retryAfterSeconds = options.retryAfterSeconds;
    }
  }
}
