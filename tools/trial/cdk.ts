import path from 'node:path';
import { requireCdk } from '../cdk-cli.ts';
import { environmentOf, type TrialAccount } from './account.ts';
import { TRIAL_STACK } from './names.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** A shell runs this command, and the path can contain spaces. */
export const TRIAL_APP = `node --import tsx "${path.join(import.meta.dirname, 'trial-app.ts')}"`;

/** Deploys the stack as the configuration describes it now. @throws Error with the output of the CDK CLI */
export async function deployTrialStack(
  account: TrialAccount,
  configurationPath: string,
): Promise<void> {
  await synthesize(account, configurationPath);
  const options = ['--require-approval', 'never', '--progress', 'events'];
  await runAsAccount(account, ['deploy', TRIAL_STACK, ...options, ...appOf(configurationPath)]);
}

/** @throws Error with the output of the CDK CLI */
export async function deleteTrialStack(
  account: TrialAccount,
  configurationPath: string,
): Promise<void> {
  await synthesize(account, configurationPath);
  await runAsAccount(account, ['destroy', TRIAL_STACK, '--force', ...appOf(configurationPath)]);
}

/** Skips the CDK's validation, because it takes longer than the synthesis, and `npm run synth` already runs it. */
function synthesize(account: TrialAccount, configurationPath: string): Promise<void> {
  const { accountId, region } = account;
  return runAsAccount(account, [
    ...['synth', '--quiet', '--no-validation'],
    ...['--app', TRIAL_APP],
    ...['--output', assemblyFolder(configurationPath)],
    ...['--context', `config=${configurationPath}`],
    ...['--context', `account=${accountId}`, '--context', `region=${region}`],
  ]);
}

function appOf(configurationPath: string): readonly string[] {
  return ['--app', assemblyFolder(configurationPath)];
}

function assemblyFolder(configurationPath: string): string {
  return path.join(path.dirname(configurationPath), 'cdk.out');
}

/** Runs the CDK CLI with the credentials of the trial. Ctrl-C does not end the CDK CLI in the middle of a deployment. */
async function runAsAccount(account: TrialAccount, args: readonly string[]): Promise<void> {
  await requireCdk(args, { cwd: ROOT, env: await environmentOf(account), detached: true });
}
