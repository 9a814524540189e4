import {
  GetFederationTokenCommand,
  type GetFederationTokenResponse,
  STSClient,
} from '@aws-sdk/client-sts';
import { BrokerError } from '../../core/broker-error.ts';
import type { AccessKey } from '../../core/rotation/access-key.ts';
import type {
  FederationToken,
  FederationTokenRequest,
  FederationTokens,
} from '../../core/use-cases/ports.ts';
import { accessKeyUnavailable, type BrokerAccessKey } from './broker-access-key.ts';
import { PromptRetries } from './prompt-retries.ts';
import { requestHandler, withAbortSignal } from './request-handler.ts';
import { Sha256 } from './sha256.ts';
import { trimClient } from './trimmed-client.ts';
import { awsErrorName, callUpstream } from './upstream.ts';

const TIMEOUT_MILLISECONDS = 4_000;

/**
 * Gets federation tokens from STS. The requests are signed with the broker access key.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
 */
export class StsFederationTokens implements FederationTokens {
  readonly #accessKey: BrokerAccessKey;
  #client: { readonly accessKeyId: string; readonly sts: STSClient } | undefined;

  constructor(accessKey: BrokerAccessKey) {
    this.#accessKey = accessKey;
  }

  async issue(request: FederationTokenRequest): Promise<FederationToken> {
    const accessKey = await this.#accessKey.get();
    try {
      return await this.#getFederationToken(accessKey, request);
    } catch (error) {
      if (!isAccessKeyUnknown(error)) {
        throw error;
      }
    }
    // A rotation replaced the key after it was cached.
    this.#accessKey.drop(accessKey.accessKeyId);
    try {
      return await this.#getFederationToken(await this.#accessKey.get(), request);
    } catch (error) {
      throw isAccessKeyUnknown(error)
        ? accessKeyUnavailable(
            'AWS does not know the broker access key. An operator must rotate it.',
            error,
          )
        : error;
    }
  }

  async #getFederationToken(
    accessKey: AccessKey,
    request: FederationTokenRequest,
  ): Promise<FederationToken> {
    const command = new GetFederationTokenCommand({
      Name: request.name,
      Policy: request.policy,
      DurationSeconds: request.durationSeconds,
      Tags:
        request.tags.length === 0
          ? undefined
          : request.tags.map(({ key, value }) => ({ Key: key, Value: value })),
    });
    return callUpstream('AWS STS', TIMEOUT_MILLISECONDS, async ({ abortSignal }) => {
      try {
        const sts = this.#clientFor(accessKey);
        return federationToken(await withAbortSignal(abortSignal, () => sts.send(command)));
      } catch (cause) {
        if (awsErrorName(cause) === 'PackedPolicyTooLarge') {
          throw new BrokerError(
            'PolicyTooLarge',
            'The session policy and the session tags are too large in the packed form of STS. ' +
              'Ask for fewer accesses, or for targets with shorter keys and prefixes.',
            { cause },
          );
        }
        throw cause;
      }
    });
  }

  #clientFor(accessKey: AccessKey): STSClient {
    if (this.#client?.accessKeyId !== accessKey.accessKeyId) {
      const sts = trimClient(
        new STSClient({
          credentials: accessKey,
          requestHandler,
          retryStrategy: new PromptRetries(),
          cacheMiddleware: true,
          sha256: Sha256,
        }),
      );
      this.#client = { accessKeyId: accessKey.accessKeyId, sts };
    }
    return this.#client.sts;
  }
}

function isAccessKeyUnknown(error: unknown): boolean {
  return error instanceof BrokerError && awsErrorName(error.cause) === 'InvalidClientTokenId';
}

function federationToken(answer: GetFederationTokenResponse): FederationToken {
  const { Credentials, FederatedUser, PackedPolicySize } = answer;
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  const { FederatedUserId, Arn } = FederatedUser ?? {};
  if (
    !AccessKeyId ||
    !SecretAccessKey ||
    !SessionToken ||
    !Expiration ||
    !FederatedUserId ||
    !Arn
  ) {
    throw new Error('The answer of GetFederationToken has no credentials or no federated user.');
  }
  return {
    credentials: {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    },
    federatedUser: { id: FederatedUserId, arn: Arn },
    packedPolicySize: PackedPolicySize,
  };
}
