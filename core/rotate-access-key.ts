import { type AccessKey, formatAccessKey, parseAccessKey } from './access-key.ts';

/** The broker user's access keys in IAM. */
export interface UserAccessKeys {
  listIds(): Promise<readonly string[]>;
  create(): Promise<AccessKey>;
  delete(accessKeyId: string): Promise<void>;
}

/** The secret's versions in Secrets Manager. */
export interface SecretVersions {
  /** Whether the secret rotates, and the staging labels of each version by its id. */
  describe(): Promise<{ rotationEnabled: boolean; stages: ReadonlyMap<string, readonly string[]> }>;
  /** @returns the version's text, or undefined where it has none yet. */
  read(version: SecretVersion): Promise<string | undefined>;
  putPending(versionId: string, text: string): Promise<void>;
  moveCurrent(toVersionId: string, fromVersionId: string | undefined): Promise<void>;
}

export type SecretVersion = { readonly id: string } | { readonly stage: typeof CURRENT };

export interface RotationDependencies {
  readonly keys: UserAccessKeys;
  readonly versions: SecretVersions;
  /** @returns whether AWS accepts the key by now: a new one is unknown for some seconds. */
  readonly isAccepted: (key: AccessKey) => Promise<boolean>;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export const CURRENT = 'AWSCURRENT';
export const PENDING = 'AWSPENDING';

/** What Secrets Manager calls a rotation function with. */
export const ROTATION_STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
export type RotationStep = (typeof ROTATION_STEPS)[number];

/** A new key is in force when it was accepted so often in a row: IAM's servers do not learn of it all at once. */
const ACCEPTED_IN_A_ROW = 4;
const TRIAL_INTERVAL_MILLISECONDS = 500;
/** 90 s of waiting: new keys were seen to take 8 to 15 s. Stays below the function's time limit. */
const TRIAL_LIMIT = 180;

/**
 * One step of a rotation. Any step may run again after a crash at any point.
 *
 * @param versionId the rotation's ClientRequestToken: the id of the version that it makes
 * @throws Error that says what stands in the way; no message holds a secret
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export async function rotateAccessKey(
  step: RotationStep,
  versionId: string,
  dependencies: RotationDependencies,
): Promise<void> {
  const { rotationEnabled, stages } = await dependencies.versions.describe();
  if (!rotationEnabled) {
    throw new Error('The secret is not enabled for rotation.');
  }
  const ownStages = stages.get(versionId);
  if (ownStages === undefined) {
    throw new Error(`The secret has no version ${versionId}.`);
  }
  if (ownStages.includes(CURRENT)) {
    return;
  }
  if (!ownStages.includes(PENDING)) {
    throw new Error(`The secret's version ${versionId} is not staged ${PENDING}.`);
  }
  switch (step) {
    case 'createSecret':
      return createKey(versionId, dependencies);
    case 'setSecret':
      return; // IAM knows the key since createSecret made it.
    case 'testSecret':
      return tryKey(versionId, dependencies);
    case 'finishSecret': {
      const current = [...stages].find(([, labels]) => labels.includes(CURRENT))?.[0];
      return dependencies.versions.moveCurrent(versionId, current);
    }
  }
}

async function createKey(
  versionId: string,
  { keys, versions }: RotationDependencies,
): Promise<void> {
  if ((await versions.read({ id: versionId })) !== undefined) {
    return; // A run before this one came so far.
  }
  const current = await readKey(versions, { stage: CURRENT });
  for (const id of await keys.listIds()) {
    // A user has room for two: what is not in force is the key before, or was left by a crash.
    if (id !== current?.accessKeyId) {
      await keys.delete(id);
    }
  }
  const key = await keys.create();
  try {
    await versions.putPending(versionId, formatAccessKey(key));
  } catch (error) {
    await withdrawUnlessStored(key, versionId, { keys, versions });
    throw error;
  }
}

/** A put that failed may have been stored all the same: only a key that no version holds is deleted. */
async function withdrawUnlessStored(
  key: AccessKey,
  versionId: string,
  { keys, versions }: Pick<RotationDependencies, 'keys' | 'versions'>,
): Promise<void> {
  if ((await versions.read({ id: versionId })) === undefined) {
    await keys.delete(key.accessKeyId);
  }
}

async function tryKey(
  versionId: string,
  { versions, isAccepted, sleep }: RotationDependencies,
): Promise<void> {
  const key = await readKey(versions, { id: versionId });
  if (key === undefined) {
    throw new Error(`The secret's version ${versionId} holds no access key.`);
  }
  let acceptedInARow = 0;
  for (let trial = 0; trial < TRIAL_LIMIT; trial += 1) {
    acceptedInARow = (await isAccepted(key)) ? acceptedInARow + 1 : 0;
    if (acceptedInARow === ACCEPTED_IN_A_ROW) {
      return;
    }
    await sleep(TRIAL_INTERVAL_MILLISECONDS);
  }
  throw new Error(
    `AWS did not accept the access key ${key.accessKeyId} ${ACCEPTED_IN_A_ROW} times in a row within ${TRIAL_LIMIT} trials.`,
  );
}

async function readKey(
  versions: SecretVersions,
  version: SecretVersion,
): Promise<AccessKey | undefined> {
  const text = await versions.read(version);
  return text === undefined ? undefined : parseAccessKey(text);
}
