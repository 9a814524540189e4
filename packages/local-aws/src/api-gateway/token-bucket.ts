import type { Clock } from '../clock.ts';

const MILLISECONDS_PER_SECOND = 1_000;

export interface ThrottleSettings {
  /** Requests a second: the rate at which the bucket is refilled. */
  readonly rateLimit: number;
  /** Requests at once: the size of the bucket. */
  readonly burstLimit: number;
}

/**
 * API Gateway's throttle.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
export class TokenBucket {
  readonly #settings: ThrottleSettings;
  readonly #clock: Clock;
  #tokens: number;
  #filledAt: number;

  constructor(settings: ThrottleSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#tokens = settings.burstLimit;
    this.#filledAt = clock.now().getTime();
  }

  /** Takes a token if there is one. Returns whether the request may pass. */
  take(): boolean {
    const now = this.#clock.now().getTime();
    const seconds = Math.max(0, now - this.#filledAt) / MILLISECONDS_PER_SECOND;
    this.#filledAt = now;
    this.#tokens = Math.min(
      this.#settings.burstLimit,
      this.#tokens + seconds * this.#settings.rateLimit,
    );
    if (this.#tokens < 1) {
      return false;
    }
    this.#tokens -= 1;
    return true;
  }
}
