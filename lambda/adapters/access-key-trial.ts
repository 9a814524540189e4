import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AccessKey } from '../../core/access-key.ts';
import { requestHandler } from './request-handler.ts';

/** @returns whether STS accepts the key by now; any other failure is thrown. */
export async function isAccepted(accessKey: AccessKey): Promise<boolean> {
  const sts = new STSClient({ requestHandler, credentials: accessKey });
  try {
    await sts.send(new GetCallerIdentityCommand());
    return true;
  } catch (error) {
    // https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
    if (error instanceof Error && error.name === 'InvalidClientTokenId') {
      return false;
    }
    throw error;
  }
}
