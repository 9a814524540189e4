import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { BrokerError } from '../../core/broker-error.ts';
import { type AccessKey, parseAccessKey } from '../../core/rotation/access-key.ts';
import { CURRENT } from '../../core/rotation/rotation-ports.ts';
import type { Clock } from '../../core/use-cases/ports.ts';
import { describeError, writeLog } from './log.ts';
import { PromptRetries } from './prompt-retries.ts';
import { requestHandler } from './request-handler.ts';
import { trimClient } from './trimmed-client.ts';
import { callUpstream } from './upstream.ts';

const CACHE_MILLISECONDS = 5 * 60 * 1_000;
const TIMEOUT_MILLISECONDS = 3_000;
const MILLISECONDS_PER_DAY = 86_400_000;
/** The first rotation starts with the deployment of the stack and takes some seconds. */
const NO_KEY_RETRY_AFTER_SECONDS = 10;

/** Reads the broker access key from its secret and caches it for 5 minutes. */
export class BrokerAccessKey {
  readonly #secretsManager = trimClient(
    new SecretsManagerClient({ requestHandler, retryStrategy: new PromptRetries() }),
  );
  readonly #secretArn: string;
  readonly #clock: Clock;
  #cached: { readonly accessKey: AccessKey; readonly until: number } | undefined;
  #reading: Promise<AccessKey> | undefined;
  #prefetched: Promise<void> | undefined;

  constructor(secretArn: string, clock: Clock) {
    this.#secretArn = secretArn;
    this.#clock = clock;
  }

  /**
   * Starts to read the key before the first request. Lambda may freeze the function for any time while it reads. If the
   * read fails, this logs the failure, and the first request reads the key again.
   */
  prefetch(): void {
    this.#prefetched = this.get().then(
      () => undefined,
      (error: unknown) =>
        writeLog({ event: 'AccessKeyPrefetchFailed', error: describeError(error) }),
    );
  }

  /** @throws BrokerError BrokerAccessKeyUnavailable, UpstreamFailure, UpstreamTimeout, Throttled */
  async get(): Promise<AccessKey> {
    await this.#prefetched;
    if (this.#cached !== undefined && this.#clock().getTime() < this.#cached.until) {
      return this.#cached.accessKey;
    }
    // Concurrent requests share one read.
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** Drops this key from the cache, because AWS no longer knows it. Keeps a newer key. */
  drop(accessKeyId: string): void {
    if (this.#cached?.accessKey.accessKeyId === accessKeyId) {
      this.#cached = undefined;
    }
  }

  async #read(): Promise<AccessKey> {
    const { SecretString = '', CreatedDate } = await callUpstream(
      'AWS Secrets Manager',
      TIMEOUT_MILLISECONDS,
      (options) =>
        this.#secretsManager.send(
          new GetSecretValueCommand({ SecretId: this.#secretArn, VersionStage: CURRENT }),
          options,
        ),
    );
    const accessKey = this.#parse(SecretString);
    if (accessKey === undefined) {
      throw accessKeyUnavailable(
        'The broker has no access key yet. Its first rotation is still running, or has failed.',
      );
    }
    this.#logAge(accessKey, CreatedDate);
    this.#cached = { accessKey, until: this.#clock().getTime() + CACHE_MILLISECONDS };
    return accessKey;
  }

  /** An alarm compares the age with the rotation schedule, so it also finds a key that nothing rotates. */
  #logAge({ accessKeyId }: AccessKey, createdAt: Date | undefined): void {
    if (createdAt !== undefined) {
      const days = (this.#clock().getTime() - createdAt.getTime()) / MILLISECONDS_PER_DAY;
      // Metric filters cannot parse numbers such as 1e-7, so this has two decimals.
      writeLog({ event: 'BrokerAccessKeyRead', accessKeyId, ageDays: Number(days.toFixed(2)) });
    }
  }

  #parse(text: string): AccessKey | undefined {
    try {
      return parseAccessKey(text);
    } catch (cause) {
      throw accessKeyUnavailable(
        'The broker access key is not readable. An operator must rotate it.',
        cause,
      );
    }
  }
}

/** The error for a missing or unknown key. Only a rotation helps. */
export function accessKeyUnavailable(message: string, cause?: unknown): BrokerError {
  return new BrokerError('BrokerAccessKeyUnavailable', message, {
    cause,
    retryAfterSeconds: NO_KEY_RETRY_AFTER_SECONDS,
  });
}
