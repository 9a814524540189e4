import {
  GetFederationTokenCommand,
  type GetFederationTokenResponse,
  STSClient,
} from '@aws-sdk/client-sts';
import type { AccessKey } from '../../core/access-key.ts';
import { BrokerError } from '../../core/broker-error.ts';
import type { FederationToken, FederationTokens } from '../../core/ports.ts';
import type { BrokerAccessKey } from './broker-access-key.ts';
import { requestHandler } from './request-handler.ts';
import { awsErrorName, callUpstream } from './upstream.ts';

const TIMEOUT_MILLISECONDS = 4_000;

type IssueRequest = Parameters<FederationTokens['issue']>[0];

/**
 * Federation tokens from STS, signed for with the broker access key.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
 */
export class StsFederationTokens implements FederationTokens {
  readonly #accessKey: BrokerAccessKey;
  #client: { readonly accessKeyId: string; readonly sts: STSClient } | undefined;

  constructor(accessKey: BrokerAccessKey) {
    this.#accessKey = accessKey;
  }

  async issue(request: IssueRequest): Promise<FederationToken> {
    const key = await this.#accessKey.get();
    try {
      return await this.#getFederationToken(key, request);
    } catch (error) {
      if (!(error instanceof BrokerError) || awsErrorName(error.cause) !== 'InvalidClientTokenId') {
        throw error;
      }
    }
    // The key was rotated away since it was read.
    this.#accessKey.drop(key.accessKeyId);
    return this.#getFederationToken(await this.#accessKey.get(), request);
  }

  async #getFederationToken(key: AccessKey, request: IssueRequest): Promise<FederationToken> {
    const command = new GetFederationTokenCommand({
      Name: request.name,
      Policy: request.policy,
      DurationSeconds: request.durationSeconds,
    });
    return callUpstream('AWS STS', TIMEOUT_MILLISECONDS, async (options) => {
      try {
        return federationToken(await this.#clientFor(key).send(command, options));
      } catch (cause) {
        if (awsErrorName(cause) === 'PackedPolicyTooLarge') {
          throw new BrokerError(
            'PolicyTooLarge',
            'The session policy is too large once STS has packed it.',
            { cause },
          );
        }
        throw cause;
      }
    });
  }

  #clientFor(key: AccessKey): STSClient {
    if (this.#client?.accessKeyId !== key.accessKeyId) {
      const sts = new STSClient({ credentials: key, requestHandler });
      this.#client = { accessKeyId: key.accessKeyId, sts };
    }
    return this.#client.sts;
  }
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
    throw new Error('GetFederationToken answered without credentials or federated user.');
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
