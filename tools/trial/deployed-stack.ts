import type { GrantsResponse } from '../../core/responses/grants-response.ts';
import type { TrialAccount } from './account.ts';
import { CLAIMS } from './claims.ts';
import type { Interruption } from './interruption.ts';
import { type Result, runClaims } from './run-claims.ts';
import { type Folder, Trial } from './trial.ts';
import { describeStack } from './trial-stack.ts';

const READABLE: ReadonlySet<string> = new Set(['READ', 'READWRITE']);

/**
 * Tries claims on a broker that was deployed before. These claims need only reads and one session. The identity that runs the
 * trial is the broker's caller.
 *
 * @throws Error if there is no such stack
 */
export async function tryDeployedStack(
  stackName: string,
  {
    account,
    interruption,
    onResult,
  }: {
    account: TrialAccount;
    interruption: Interruption;
    onResult: (result: Result) => void;
  },
): Promise<readonly Result[]> {
  const stack = await describeStack(account, stackName);
  if (stack === undefined) {
    throw new Error(`--stack ${stackName}: there is no such stack in ${account.region}`);
  }
  const parts = { account, stack, caller: account };
  const folder = await readableFolder(new Trial({ ...parts, folder: undefined }));
  const claims = CLAIMS.filter(({ readsOnly }) => readsOnly === true);
  const isStopped = () => interruption.isRequested;
  return runClaims(claims, new Trial({ ...parts, folder }), { isStopped, onResult });
}

/** The first folder that the caller may read in its own name. */
async function readableFolder(trial: Trial): Promise<Folder | undefined> {
  const { status, body } = await trial.call('/grants');
  const grants = status === 200 ? (body as GrantsResponse).CallerAccessGrantsList : [];
  const grant = grants.find(
    ({ Permission, GrantScope, FederatedUserNames }) =>
      READABLE.has(Permission) && GrantScope.endsWith('*') && FederatedUserNames === undefined,
  );
  const [, bucket = '', prefix = ''] =
    /^s3:\/\/([^/]+)\/(.*)\*$/.exec(grant?.GrantScope ?? '') ?? [];
  return grant === undefined ? undefined : { bucket, prefix };
}
