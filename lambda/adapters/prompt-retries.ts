import { StandardRetryStrategy } from '@smithy/core/retry';

/** The first included, as AWS's clients have it. */
const ATTEMPTS = 3;

/**
 * Retries as AWS's clients do, except where an answer says when to come back (Retry-After). They would wait until the time
 * limit of the call is over, and a caller who is throttled would get a time-out.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export class PromptRetries extends StandardRetryStrategy {
  constructor() {
    super(ATTEMPTS);
  }

  override async refreshRetryTokenForRetry(
    ...[token, error]: Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>
  ): ReturnType<StandardRetryStrategy['refreshRetryTokenForRetry']> {
    if (error.retryAfterHint !== undefined) {
      throw new Error('AWS said when to come back.');
    }
    return super.refreshRetryTokenForRetry(token, error);
  }
}
