import { type AccessKey, accessKeyIn, formatAccessKey } from './access-key.ts';
import { CURRENT, type Rotation, type UserAccessKeys } from './rotation-ports.ts';

const CREATION_TRIALS = 3;
const CREATION_INTERVAL_MILLISECONDS = 1_000;

/** Creates the key of the rotation's version, unless an earlier run did, and deletes keys that no version uses. */
export async function createPendingAccessKey(rotation: Rotation): Promise<void> {
  const { accessKeys, versions, versionId } = rotation;
  const pending = await versions.read({ id: versionId });
  const current = await versions.read({ stage: CURRENT });
  if (current === undefined) {
    throw new Error(`The secret has no ${CURRENT} value, so the key in use is unknown.`);
  }
  const inUse = [current, pending].flatMap((text) => accessKeyIn(text)?.accessKeyId ?? []);
  if (pending !== undefined) {
    return deleteAllBut(inUse, accessKeys);
  }
  const accessKey = await createKey(inUse, rotation);
  try {
    await versions.putPending(versionId, formatAccessKey(accessKey));
  } catch (error) {
    await deleteUnlessStored(accessKey, rotation, error);
    throw error;
  }
}

/** Makes room for a new key, because a user can have only two. Deletes the previous key, and keys from crashes and operators. */
async function deleteAllBut(inUse: readonly string[], accessKeys: UserAccessKeys): Promise<void> {
  for (const { id } of await accessKeys.list()) {
    if (!inUse.includes(id)) {
      await accessKeys.delete(id);
    }
  }
}

async function createKey(
  inUse: readonly string[],
  { accessKeys, clock, sleep, trialsEnd }: Rotation,
): Promise<AccessKey> {
  for (let trial = 1; ; trial += 1) {
    try {
      // A previous attempt may have created a key even if the response from AWS was lost.
      await deleteAllBut(inUse, accessKeys);
      return await accessKeys.create();
    } catch (error) {
      if (trial === CREATION_TRIALS || clock().getTime() >= trialsEnd) {
        throw error;
      }
    }
    await sleep(CREATION_INTERVAL_MILLISECONDS);
  }
}

/** After a failed put, the version may hold this key, another run's key, or none. */
async function deleteUnlessStored(
  accessKey: AccessKey,
  { accessKeys, versions, versionId }: Rotation,
  putError: unknown,
): Promise<void> {
  try {
    const stored = accessKeyIn(await versions.read({ id: versionId }));
    if (stored?.accessKeyId !== accessKey.accessKeyId) {
      await accessKeys.delete(accessKey.accessKeyId);
    }
  } catch {
    throw new Error(
      `The access key ${accessKey.accessKeyId} may be neither stored nor deleted. The next run deletes it.`,
      { cause: putError },
    );
  }
}
