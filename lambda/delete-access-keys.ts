import { setTimeout as sleep } from 'node:timers/promises';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { deleteAccessKeys } from '../core/rotation/delete-access-keys.ts';
import { answerCloudFormation, type CustomResourceResult } from './adapters/custom-resource.ts';
import { describeError, writeLog } from './adapters/log.ts';
import { userAccessKeys } from './adapters/user-access-keys.ts';

/** The custom resource for the access keys of one user. Its creation does nothing, and its deletion deletes all keys. */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  const userName = String(event.ResourceProperties.UserName);
  const result = await handle(event, userName);
  // The physical id is always the user's name. If it changed, CloudFormation would delete the keys that are in use.
  await answerCloudFormation(event, userName, result);
}

async function handle(
  event: CloudFormationCustomResourceEvent,
  userName: string,
): Promise<CustomResourceResult> {
  if (event.RequestType !== 'Delete') {
    return { Status: 'SUCCESS' };
  }
  try {
    await deleteAccessKeys({
      accessKeys: userAccessKeys(userName),
      clock: () => new Date(),
      sleep: (milliseconds) => sleep(milliseconds),
    });
    writeLog({ event: 'AccessKeysDeleted', userName });
    return { Status: 'SUCCESS' };
  } catch (error) {
    writeLog({ event: 'AccessKeyDeletionFailed', userName, error: describeError(error) });
    return {
      Status: 'FAILED',
      Reason: `The access keys of ${userName} were not deleted. See the log of this function.`,
    };
  }
}
