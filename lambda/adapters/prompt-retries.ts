import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types';

/** The default of AWS's clients. Includes the first attempt. */
const ATTEMPTS = 3;

/**
 * Retries like the AWS SDK, except when a response has the header `Retry-After`. The AWS SDK would wait for that time, and the
 * caller would get a timeout.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export class PromptRetries extends StandardRetryStrategy {
  constructor() {
    super(ATTEMPTS);
  }

  override async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    error: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    if (error.retryAfterHint !== undefined) {
      throw new Error('The answer has Retry-After.');
    }
    return super.refreshRetryTokenForRetry(token, error);
  }
}
