import { type AccessKey, accessKeyIn, formatAccessKey } from './access-key.ts';
import { CURRENT, type Rotation, type UserAccessKeys } from './rotation-ports.ts';

const CREATION_TRIALS = 3;
const CREATION_INTERVAL_MILLISECONDS = 1_000;

/** Makes the key of the rotation's version, unless a run before this one did, and deletes what no version has in use. */
export async function createPendingAccessKey(rotation: Rotation): Promise<void> {
  const { accessKeys, versions, versionId } = rotation;
  const pending = await versions.read({ id: versionId });
  const current = await versions.read({ stage: CURRENT });
  if (current === undefined) {
    throw new Error(`The secret has no ${CURRENT} value: nothing tells which key is in force.`);
  }
  const inUse = [current, pending].flatMap((text) => accessKeyIn(text)?.accessKeyId ?? []);
  if (pending !== undefined) {
    return deleteAllBut(inUse, accessKeys);
  }
  const accessKey = await createKey(inUse, rotation);
  try {
    await versions.putPending(versionId, formatAccessKey(accessKey));
  } catch (error) {
    await withdrawUnlessStored(accessKey, rotation, error);
    throw error;
  }
}

/** A user has room for two keys: the one before, or one that a crash or an operator left, makes way. */
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
      // Each time anew: the trial before may have made a key and lost the answer.
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

/** A put that failed may have been stored all the same, or have come after another run's. */
async function withdrawUnlessStored(
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
      `The access key ${accessKey.accessKeyId} may be neither stored nor deleted; the next run sees to it.`,
      { cause: putError },
    );
  }
}
