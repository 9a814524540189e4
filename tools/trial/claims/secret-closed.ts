import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { answerOf } from '../aws-answers.ts';
import { type Claim, judge } from '../claim.ts';

export const secretClosed: Claim = {
  id: 'secret-closed',
  claim: 'The policy of the secret keeps administrators from reading the broker access key',
  page: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html',
  command: 'aws secretsmanager get-secret-value --secret-id "$SECRET_ARN"',
  readsOnly: true,
  async try(trial) {
    const SecretId = trial.output('BrokerAccessKeySecretArn');
    const answer = await answerOf(
      trial.secretsManager.send(new GetSecretValueCommand({ SecretId })),
    );
    return judge(answer === 'AccessDeniedException', answer);
  },
};
