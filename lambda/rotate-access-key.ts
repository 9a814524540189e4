import { setTimeout as sleep } from 'node:timers/promises';
import type { SecretsManagerRotationEvent } from 'aws-lambda';
import { rotateAccessKey } from '../core/rotation/rotate-access-key.ts';
import { isAccepted } from './adapters/access-key-trial.ts';
import { describeError, writeLog } from './adapters/log.ts';
import { secretVersions } from './adapters/secret-versions.ts';
import { userAccessKeys } from './adapters/user-access-keys.ts';
import { readRotationEnvironment } from './environment.ts';

const { brokerUserName, brokerAccessKeySecretArn } = readRotationEnvironment();
const dependencies = {
  accessKeys: userAccessKeys(brokerUserName),
  versions: secretVersions(brokerAccessKeySecretArn),
  isAccepted,
  clock: () => new Date(),
  sleep: (milliseconds: number) => sleep(milliseconds),
};

/** The rotation function. Secrets Manager calls it once for each step. */
export async function handler(event: SecretsManagerRotationEvent): Promise<void> {
  const { Step: step, ClientRequestToken: versionId } = event;
  try {
    await rotateAccessKey(step, versionId, dependencies);
    writeLog({ event: 'RotationStepDone', step, versionId });
  } catch (error) {
    writeLog({ event: 'RotationStepFailed', step, versionId, error: describeError(error) });
    throw error;
  }
}
