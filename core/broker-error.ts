/** What went wrong, as the API's `Code` names it. */
export type BrokerErrorCode =
  | 'InvalidRequest'
  | 'PolicyTooLarge'
  | 'AccessDenied'
  | 'BucketAccessDenied'
  | 'NoSuchBucket'
  | 'Throttled'
  | 'UpstreamFailure'
  | 'BrokerAccessKeyUnavailable'
  | 'UpstreamTimeout'
  | 'InternalError';

/** The message goes to the caller: it helps and holds no secret. `cause` goes to the log alone. */
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
