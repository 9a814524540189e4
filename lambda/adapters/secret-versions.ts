import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { CURRENT, PENDING, type SecretVersions } from '../../core/rotation/rotation-ports.ts';
import { requestHandler } from './request-handler.ts';
import { timeLimit } from './time-limit.ts';

/** Reads and changes the versions of one secret. */
export function secretVersions(secretArn: string): SecretVersions {
  const secretsManager = new SecretsManagerClient({ requestHandler });
  return {
    async describe() {
      const { RotationEnabled = false, VersionIdsToStages = {} } = await secretsManager.send(
        new DescribeSecretCommand({ SecretId: secretArn }),
        timeLimit(),
      );
      return {
        rotationEnabled: RotationEnabled,
        stages: new Map(Object.entries(VersionIdsToStages)),
      };
    },

    async read(version) {
      const which = 'id' in version ? { VersionId: version.id } : { VersionStage: version.stage };
      try {
        const { SecretString = '' } = await secretsManager.send(
          new GetSecretValueCommand({ SecretId: secretArn, ...which }),
          timeLimit(),
        );
        return SecretString;
      } catch (error) {
        if (error instanceof ResourceNotFoundException) {
          return undefined;
        }
        throw error;
      }
    },

    async putPending(versionId, text) {
      await secretsManager.send(
        new PutSecretValueCommand({
          SecretId: secretArn,
          ClientRequestToken: versionId,
          SecretString: text,
          VersionStages: [PENDING],
        }),
        timeLimit(),
      );
    },

    async removePending(versionId) {
      await secretsManager.send(
        new UpdateSecretVersionStageCommand({
          SecretId: secretArn,
          VersionStage: PENDING,
          RemoveFromVersionId: versionId,
        }),
        timeLimit(),
      );
    },

    async moveCurrent(toVersionId, fromVersionId) {
      await secretsManager.send(
        new UpdateSecretVersionStageCommand({
          SecretId: secretArn,
          VersionStage: CURRENT,
          MoveToVersionId: toVersionId,
          RemoveFromVersionId: fromVersionId,
        }),
        timeLimit(),
      );
    },
  };
}
