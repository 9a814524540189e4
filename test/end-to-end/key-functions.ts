import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { LocalAws } from 'local-aws';
import type { RotationStep } from '../../core/aws/rotation-step.ts';
import { deleteAccessKeys } from '../../core/rotation/delete-access-keys.ts';
import { rotateAccessKey } from '../../core/rotation/rotate-access-key.ts';
import { isAccepted } from '../../lambda/adapters/access-key-trial.ts';
import { answerCloudFormation } from '../../lambda/adapters/custom-resource.ts';
import { secretVersions } from '../../lambda/adapters/secret-versions.ts';
import { userAccessKeys } from '../../lambda/adapters/user-access-keys.ts';

/**
 * Runs the code of the cleanup and rotation functions in this process, without their pauses, with the credentials of the
 * function's role. A function whose role was deleted fails, as on AWS.
 */
export async function runKeyFunction(
  aws: LocalAws,
  functionArn: string,
  event: unknown,
): Promise<void> {
  const [, functionName = '', renaming = ''] =
    /:function:(Broker-(Renamed)?\w+)-/.exec(functionArn) ?? [];
  const userPrefix = `Broker-${renaming}BrokerUser-`;
  const user = aws.identities.users.all().find(({ userName }) => userName.startsWith(userPrefix));
  const userName = user?.userName ?? 'deleted';
  const role = aws.identities.roles
    .all()
    .find(({ roleName }) => roleName.startsWith(`${functionName}Role-`));
  const { accessKeyId, secretAccessKey, sessionToken } = aws.sts.assumeRoleAsService(
    role?.arn ?? 'deleted',
    'lambda.amazonaws.com',
    'test',
  );
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.endpointUrl,
    AWS_REGION: aws.account.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  });
  const keys = userAccessKeys(userName);
  const parts = { clock: () => new Date(), sleep: () => nextTurn() };
  if (functionName.endsWith('Cleanup')) {
    const request = event as CloudFormationCustomResourceEvent;
    if (request.RequestType === 'Delete') {
      await deleteAccessKeys({ ...parts, accessKeys: keys });
    }
    const { UserName } = request.ResourceProperties;
    await answerCloudFormation(request, String(UserName), { Status: 'SUCCESS' });
    return;
  }
  const { Step, ClientRequestToken, SecretId } = event as {
    Step: RotationStep;
    ClientRequestToken: string;
    SecretId: string;
  };
  await rotateAccessKey(Step, ClientRequestToken, {
    ...parts,
    accessKeys: keys,
    versions: secretVersions(SecretId),
    isAccepted,
  });
}
