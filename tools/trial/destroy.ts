import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import type { TrialAccount } from './account.ts';
import { deleteTrialStack } from './cdk.ts';
import { TRIAL_DESCRIPTION, TRIAL_STACK } from './names.ts';
import { type DeployedStack, settledStack } from './trial-stack.ts';

/**
 * Deletes the trial's stack, and waits first if CloudFormation still works on it.
 *
 * @returns the stack as it was, or undefined if there was none
 * @throws Error if a trial did not make the stack, which then stays unchanged, or if the deletion fails
 */
export async function destroyTrialStack(
  account: TrialAccount,
  configurationPath: string,
): Promise<DeployedStack | undefined> {
  const stack = await settledStack(account, TRIAL_STACK);
  if (stack === undefined) {
    return undefined;
  }
  requireTrialStack(stack);
  for (const bucket of stack.resources.get('AWS::S3::Bucket') ?? []) {
    await emptyBucket(account, bucket);
  }
  await deleteTrialStack(account, configurationPath);
  return stack;
}

/** @throws Error for a stack that a trial did not make */
export function requireTrialStack({ name, description, status }: DeployedStack): void {
  // CloudFormation knows no description of a stack for which nothing was deployed yet.
  if (description !== TRIAL_DESCRIPTION && status !== 'REVIEW_IN_PROGRESS') {
    throw new Error(
      `The stack ${name} was not made by npm run trial. It stays unchanged. Delete or rename it yourself`,
    );
  }
}

/** A bucket of another account that has the name by chance is refused. */
async function emptyBucket(account: TrialAccount, Bucket: string): Promise<void> {
  const s3 = new S3Client(account);
  const bucket = { Bucket, ExpectedBucketOwner: account.accountId };
  const { Contents = [] } = await s3.send(new ListObjectsV2Command(bucket));
  if (Contents.length > 0) {
    const Objects = Contents.map(({ Key }) => ({ Key }));
    await s3.send(new DeleteObjectsCommand({ ...bucket, Delete: { Objects } }));
  }
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand(bucket));
  for (const { Key, UploadId } of Uploads) {
    await s3.send(new AbortMultipartUploadCommand({ ...bucket, Key, UploadId }));
  }
  s3.destroy();
}
