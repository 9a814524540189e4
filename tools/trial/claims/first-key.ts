import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { until } from '../aws-answers.ts';
import { type Claim, judge } from '../claim.ts';

/**
 * The longest time until the first rotation is done. The rotation can start after the stack is complete, and waits until AWS
 * accepts the new key.
 */
const FIRST_ROTATION_SECONDS = 180;

export const firstKey: Claim = {
  id: 'first-key',
  claim:
    'A secret that starts as {} gets its first access key by a rotation, without further steps',
  page: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html',
  command:
    'aws secretsmanager describe-secret --secret-id "$SECRET_ARN" --query VersionIdsToStages',
  readsOnly: true,
  async try(trial) {
    const command = new DescribeSecretCommand({
      SecretId: trial.output('BrokerAccessKeySecretArn'),
    });
    const stages = await until(isRotated, FIRST_ROTATION_SECONDS, async () => {
      const { VersionIdsToStages = {} } = await trial.secretsManager.send(command);
      return Object.values(VersionIdsToStages);
    });
    return judge(isRotated(stages), `versions with the stages ${JSON.stringify(stages)}`);
  },
};

/** Whether the first rotation is done. It makes the value `{}` of the template the previous version. */
function isRotated(stages: readonly (readonly string[])[]): boolean {
  return stages.flat().includes('AWSPREVIOUS');
}
