import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AccessKey } from '../../core/rotation/access-key.ts';
import { timeLimit } from './time-limit.ts';

/** Opens a new connection for each trial. A kept connection would always reach the same server of STS. */
const requestHandler = new NodeHttpHandler({
  connectionTimeout: 1_000,
  requestTimeout: 3_000,
  throwOnRequestTimeout: true,
  httpAgent: { keepAlive: false },
  httpsAgent: { keepAlive: false },
});

/** @returns whether STS accepts the key; throws other failures */
export async function isAccepted(accessKey: AccessKey): Promise<boolean> {
  const sts = new STSClient({ requestHandler, credentials: accessKey, maxAttempts: 1 });
  try {
    await sts.send(new GetCallerIdentityCommand(), timeLimit());
    return true;
  } catch (error) {
    // https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
    if (error instanceof Error && error.name === 'InvalidClientTokenId') {
      return false;
    }
    throw error;
  }
}
