import { type AccessKey, accessKeyIn } from './access-key.ts';
import type { Rotation } from './rotation-ports.ts';

/** A new key is in force when it was accepted so often in a row: IAM's servers do not learn of it all at once. */
const ACCEPTED_IN_A_ROW = 4;
const TRIAL_INTERVAL_MILLISECONDS = 500;

/**
 * Returns when AWS accepts the key of the rotation's version, and gives the rotation up where AWS never will.
 *
 * @throws Error that says what to do
 */
export async function awaitAcceptance(rotation: Rotation): Promise<void> {
  const { accessKeys, versions, versionId } = rotation;
  const text = await versions.read({ id: versionId });
  if (text === undefined) {
    throw new Error(`The secret's version ${versionId} holds no access key yet.`);
  }
  const accessKey = accessKeyIn(text);
  if (accessKey === undefined) {
    return giveUp(`The secret's version ${versionId} holds no access key`, rotation);
  }
  const { accepted, cause } = await tryKey(accessKey, rotation);
  if (accepted) {
    return;
  }
  const listed = (await accessKeys.list()).find(({ id }) => id === accessKey.accessKeyId);
  if (listed?.isActive !== true) {
    return giveUp(`The access key ${accessKey.accessKeyId} was deleted or deactivated`, rotation);
  }
  throw new Error(
    `AWS did not accept the access key ${accessKey.accessKeyId} ${ACCEPTED_IN_A_ROW} times in a row in time.`,
    { cause },
  );
}

/** Also a trial that fails otherwise, such as by throttling, is followed by another; `cause` is the last one's error. */
async function tryKey(
  accessKey: AccessKey,
  { isAccepted, clock, sleep, trialsEnd }: Rotation,
): Promise<{ accepted: boolean; cause?: unknown }> {
  let acceptedInARow = 0;
  for (;;) {
    let cause: unknown;
    try {
      acceptedInARow = (await isAccepted(accessKey)) ? acceptedInARow + 1 : 0;
    } catch (error) {
      acceptedInARow = 0;
      cause = error;
    }
    if (acceptedInARow === ACCEPTED_IN_A_ROW) {
      return { accepted: true };
    }
    if (clock().getTime() >= trialsEnd) {
      return { accepted: false, cause };
    }
    await sleep(TRIAL_INTERVAL_MILLISECONDS);
  }
}

/**
 * A version's value cannot be replaced, and as long as AWSPENDING is on it Secrets Manager starts no other rotation.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
 */
async function giveUp(reason: string, { versions, versionId }: Rotation): Promise<never> {
  await versions.removePending(versionId);
  throw new Error(`${reason}: this rotation is given up. Start another one.`);
}
