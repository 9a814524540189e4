import { IAMClient } from '@aws-sdk/client-iam';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { withTemporaryFolder } from '../temporary-folder.ts';
import type { TrialAccount } from './account.ts';
import { until } from './aws-answers.ts';
import type { Caller } from './aws-call.ts';
import { deployTrialStack } from './cdk.ts';
import { judge } from './claim.ts';
import { deploys } from './claims/deploys.ts';
import { deleteLeftRole } from './claims/lookalike-role.ts';
import { CLAIMS } from './claims.ts';
import {
  LATIN_FOLDER,
  LONG_FOLDER,
  type TrialSettings,
  writeConfiguration,
} from './configuration.ts';
import { destroyTrialStack, requireTrialStack } from './destroy.ts';
import type { Interruption } from './interruption.ts';
import { leftovers } from './leftovers.ts';
import { CALLER_ROLE, TRIAL_STACK, trialBucket } from './names.ts';
import { type Result, runClaims, untried } from './run-claims.ts';
import { Trial, type TrialProps } from './trial.ts';
import { type DeployedStack, describeStack } from './trial-stack.ts';
import type { TrialToken } from './trial-token.ts';

export interface OwnTrial {
  readonly account: TrialAccount;
  readonly token?: TrialToken;
  readonly kmsKey?: string;
  readonly interruption: Interruption;
  readonly print: (line: string) => void;
  readonly onResult: (result: Result) => void;
}

/** The longest time until a new role can be assumed. */
const PROPAGATION_SECONDS = 60;

/**
 * Deploys a stack, tries every claim, and deletes the stack even if a step fails.
 *
 * @throws Error if the stack already exists, or if the deletion fails
 */
export async function runOwnTrial(own: OwnTrial): Promise<readonly Result[]> {
  const { account, print } = own;
  const existing = await describeStack(account, TRIAL_STACK);
  if (existing !== undefined) {
    requireTrialStack(existing);
    throw new Error(
      `The stack ${TRIAL_STACK} already exists, because another trial is running or was killed. If no trial is running, run npm run trial with --clean`,
    );
  }
  return withTemporaryFolder(async (folder) => {
    const settings: TrialSettings = { ...account, token: own.token, kmsKey: own.kmsKey };
    const configurationPath = writeConfiguration(folder, settings);
    const deploy = () => deployTrialStack(account, configurationPath);
    const { trial, results } = await deployAndTry(own, deploy, async (revocations) => {
      writeConfiguration(folder, { ...settings, revocations });
      await deploy();
    });
    print('Deleting everything');
    await destroyTrialStack(account, configurationPath);
    return [...results, ...(await afterDeletion(own, trial))];
  });
}

async function deployAndTry(
  own: OwnTrial,
  deploy: () => Promise<void>,
  revoke: NonNullable<TrialProps['revoke']>,
): Promise<{ trial: Trial | undefined; results: readonly Result[] }> {
  const { account, interruption, print, onResult } = own;
  const claims = CLAIMS.filter(({ afterDeletion }) => afterDeletion !== true);
  let stack: DeployedStack;
  try {
    print(`Deploying ${TRIAL_STACK}`);
    await deploy();
    stack = (await describeStack(account, TRIAL_STACK)) as DeployedStack;
  } catch (error) {
    const result = { claim: deploys, outcome: judge(false, messageOf(error)) };
    onResult(result);
    const others = claims.filter((claim) => claim !== deploys);
    const results = [result, ...untried(others, 'the stack was not deployed')];
    return { trial: undefined, results };
  }
  const trial = new Trial({
    ...own,
    ...{ stack, revoke, caller: callerOf(account) },
    folder: { bucket: trialBucket(account.accountId, account.region), prefix: 'read/' },
  });
  try {
    await putObjects(trial);
  } catch (error) {
    const reason = `the objects of the trial could not be written: ${messageOf(error)}`;
    return { trial, results: untried(claims, reason) };
  }
  const isStopped = () => interruption.isRequested;
  return { trial, results: await runClaims(claims, trial, { isStopped, onResult }) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function afterDeletion(
  { onResult }: OwnTrial,
  trial: Trial | undefined,
): Promise<readonly Result[]> {
  const claims = CLAIMS.filter(({ afterDeletion }) => afterDeletion === true);
  return trial === undefined
    ? untried(claims, 'the stack was not deployed')
    : runClaims(claims, trial, { isStopped: () => false, onResult });
}

/**
 * Deletes the resources that a killed trial left.
 *
 * @returns the names of the resources that still exist
 */
export async function cleanUp(
  account: TrialAccount,
  print: (line: string) => void,
): Promise<readonly string[]> {
  return withTemporaryFolder(async (folder) => {
    const role = await deleteLeftRole(new IAMClient(account), account.isLocal);
    const stack = await destroyTrialStack(account, writeConfiguration(folder, account));
    print(stack === undefined ? `There is no stack ${TRIAL_STACK}.` : `Deleted ${TRIAL_STACK}.`);
    return stack === undefined ? role : [...role, ...(await leftovers(account, stack))];
  });
}

async function putObjects({ account, folder, s3 }: Trial): Promise<void> {
  const owner = { Bucket: folder.bucket, ExpectedBucketOwner: account.accountId };
  for (const prefix of [folder.prefix, 'named/', 'shared/', LATIN_FOLDER, LONG_FOLDER]) {
    await s3.send(new PutObjectCommand({ ...owner, Key: `${prefix}object`, Body: 'trial' }));
  }
}

/** Returns a caller that uses a session of the trial's role. */
function callerOf(account: TrialAccount): Caller {
  const { accountId, partition, region } = account;
  const sts = new STSClient(account);
  const command = new AssumeRoleCommand({
    RoleArn: `arn:${partition}:iam::${accountId}:role/${CALLER_ROLE}`,
    RoleSessionName: 'trial',
  });
  const session = async () => {
    const answer = await until(
      (result) => 'Credentials' in result,
      PROPAGATION_SECONDS,
      () => sts.send(command).catch((error: Error) => error),
    );
    if (answer instanceof Error) {
      throw answer;
    }
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = answer.Credentials ?? {};
    return {
      ...{ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey },
      sessionToken: SessionToken,
    };
  };
  let started: ReturnType<typeof session> | undefined;
  return {
    region,
    credentials: () => {
      // One session is enough: it lasts an hour, longer than a trial.
      started ??= session();
      return started;
    },
  };
}
