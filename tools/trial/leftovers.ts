import { GetUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { TrialAccount } from './account.ts';
import { answerOf, until } from './aws-answers.ts';
import { callJson } from './aws-call.ts';
import { type DeployedStack, describeStack } from './trial-stack.ts';

/** The longest time until all services know about a deletion. */
export const DELETION_SECONDS = 60;

/**
 * Asks each service whether resources of the deleted stack still exist. Does not rely on what CloudFormation reports.
 *
 * @param stack the stack before the deletion
 * @returns the names of the resources that still exist
 */
export async function leftovers(
  account: TrialAccount,
  stack: DeployedStack,
): Promise<readonly string[]> {
  const iam = new IAMClient(account);
  const s3 = new S3Client(account);
  const secretsManager = new SecretsManagerClient(account);
  const owner = { ExpectedBucketOwner: account.accountId };
  const questions: Readonly<Record<string, (id: string) => Promise<unknown>>> = {
    'AWS::IAM::User': (UserName) => iam.send(new GetUserCommand({ UserName })),
    'AWS::Logs::LogGroup': (logGroupName) =>
      callJson(account, 'logs', 'DescribeLogStreams', { logGroupName }),
    'AWS::S3::Bucket': (Bucket) => s3.send(new HeadBucketCommand({ Bucket, ...owner })),
    'AWS::SecretsManager::Secret': (SecretId) =>
      secretsManager.send(new DescribeSecretCommand({ SecretId })),
  };
  const left: string[] = [];
  for (const [type, ask] of Object.entries(questions)) {
    for (const id of stack.resources.get(type) ?? []) {
      const isGone = (answer: string) => answer !== 'allowed';
      const answer = await until(isGone, DELETION_SECONDS, () => answerOf(ask(id)));
      left.push(...(isGone(answer) ? [] : [`${type} ${id}`]));
    }
  }
  const remains = await describeStack(account, stack.name);
  return remains === undefined ? left : [...left, `stack ${stack.name} (${remains.status})`];
}
