import type { RotationStep } from '../aws/rotation-step.ts';
import { awaitAcceptance } from './access-key-acceptance.ts';
import { createPendingAccessKey } from './pending-access-key.ts';
import { CURRENT, PENDING, type RotationDependencies } from './rotation-ports.ts';

/**
 * From the start of a step. At most seven AWS calls follow, which end within the function's limit of 120 s.
 * New keys are reported to work after 8 to 15 s.
 */
const TRIALS_MILLISECONDS = 50_000;

/**
 * Runs one step of a rotation. Each step can run again after a crash at any point, and in any order.
 *
 * @param versionId the rotation's ClientRequestToken, which is the id of the version that it creates
 * @throws Error with a message that contains no secret
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export async function rotateAccessKey(
  step: RotationStep,
  versionId: string,
  dependencies: RotationDependencies,
): Promise<void> {
  const { clock, versions } = dependencies;
  const trialsEnd = clock().getTime() + TRIALS_MILLISECONDS;
  const { rotationEnabled, stages } = await versions.describe();
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
  const rotation = { ...dependencies, versionId, trialsEnd };
  switch (step) {
    case 'createSecret':
      return createPendingAccessKey(rotation);
    case 'setSecret':
      return; // createSecret created the key in IAM, so there is nothing to set.
    case 'testSecret':
      return awaitAcceptance(rotation);
    case 'finishSecret': {
      // An operator may have deleted the key since testSecret.
      await awaitAcceptance(rotation);
      const current = [...stages].find(([, labels]) => labels.includes(CURRENT))?.[0];
      return versions.moveCurrent(versionId, current);
    }
    default:
      throw new Error(`A rotation has no step ${String(step)}.`);
  }
}
