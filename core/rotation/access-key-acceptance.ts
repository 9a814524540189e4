import { type AccessKey, accessKeyIn } from './access-key.ts';
import type { Rotation } from './rotation-ports.ts';

/** The servers of AWS do not all learn of a new key at the same time. After this many successful trials in a row, it counts as accepted. */
const ACCEPTED_IN_A_ROW = 4;
const TRIAL_INTERVAL_MILLISECONDS = 500;

/**
 * Waits until AWS accepts the key in the rotation's version. Cancels the rotation if AWS can never accept it.
 *
 * @throws Error with a message that says what to do
 */
export async function awaitAcceptance(rotation: Rotation): Promise<void> {
  const { accessKeys, versions, versionId } = rotation;
  const text = await versions.read({ id: versionId });
  if (text === undefined) {
    throw new Error(`The secret's version ${versionId} holds no access key yet.`);
  }
  const accessKey = accessKeyIn(text);
  if (accessKey === undefined) {
    return cancel(`The secret's version ${versionId} holds no access key`, rotation);
  }
  const { accepted, cause } = await tryKey(accessKey, rotation);
  if (accepted) {
    return;
  }
  const listed = (await accessKeys.list()).find(({ id }) => id === accessKey.accessKeyId);
  if (listed?.isActive !== true) {
    return cancel(`The access key ${accessKey.accessKeyId} was deleted or deactivated`, rotation);
  }
  throw new Error(
    `AWS did not accept the access key ${accessKey.accessKeyId} ${ACCEPTED_IN_A_ROW} times in a row before the time limit.`,
    { cause },
  );
}

/** Tries again after every failure, such as throttling. `cause` is the error of the last trial. */
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
 * Removes AWSPENDING from the version. The value of a version cannot be replaced, and Secrets Manager starts no other rotation
 * while a version has this label.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
 */
async function cancel(reason: string, { versions, versionId }: Rotation): Promise<never> {
  await versions.removePending(versionId);
  throw new Error(`${reason}. This rotation was canceled; start another one.`);
}
