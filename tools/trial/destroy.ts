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
 * Waits until no operation of CloudFormation is running on the trial's stack, then deletes the stack.
 *
 * @returns the stack before the deletion, or undefined if the stack did not exist
 * @throws Error if the deletion fails, or if the stack was not created by a trial. Such a stack stays unchanged.
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

/** @throws Error for a stack that was not created by a trial */
export function requireTrialStack({ name, description, status }: DeployedStack): void {
  // If a stack exists but nothing was deployed to it yet, CloudFormation returns no description.
  if (description !== TRIAL_DESCRIPTION && status !== 'REVIEW_IN_PROGRESS') {
    throw new Error(
      `The stack ${name} was not created by npm run trial. The stack stays unchanged. Delete the stack yourself, then try again`,
    );
  }
}

/** Empties a bucket. If a bucket with this name belongs to another account, S3 refuses the requests. */
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
