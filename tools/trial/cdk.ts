import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { environmentOf, type TrialAccount } from './account.ts';
import { TRIAL_STACK } from './names.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Ends the CDK CLI when this program is killed, so that it creates nothing afterwards. */
const END_WITH_PARENT =
  'data:text/javascript,process.once("disconnect",()=>process.exit(1));process.channel.unref()';

/** Deploys the stack as the configuration describes it now. @throws Error with the output of the CDK CLI */
export async function deployTrialStack(
  account: TrialAccount,
  configurationPath: string,
): Promise<void> {
  await synthesize(account, configurationPath);
  const options = ['--require-approval', 'never', '--progress', 'events'];
  await runCdk(account, ['deploy', TRIAL_STACK, ...options, ...appOf(configurationPath)]);
}

/** @throws Error with the output of the CDK CLI */
export async function deleteTrialStack(
  account: TrialAccount,
  configurationPath: string,
): Promise<void> {
  await synthesize(account, configurationPath);
  await runCdk(account, ['destroy', TRIAL_STACK, '--force', ...appOf(configurationPath)]);
}

/** The validation of the CDK takes longer than the synthesis, and `npm run synth` has it. */
function synthesize(account: TrialAccount, configurationPath: string): Promise<void> {
  const { accountId, region } = account;
  return runCdk(account, [
    ...['synth', '--quiet', '--no-validation'],
    ...['--app', `node --import tsx ${path.join(import.meta.dirname, 'trial-app.ts')}`],
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

/**
 * Runs the CDK CLI as the account's identity. It is in a process group of its own, so that Ctrl-C does not end it in the middle of
 * a deployment.
 */
async function runCdk(account: TrialAccount, args: readonly string[]): Promise<void> {
  const child = fork(
    createRequire(import.meta.url).resolve('aws-cdk/bin/cdk'),
    [...args, '--no-notices', '--ci'],
    {
      cwd: ROOT,
      env: { ...(await environmentOf(account)), CDK_DISABLE_CLI_TELEMETRY: 'true' },
      execArgv: ['--import', END_WITH_PARENT],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    },
  );
  const output: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (exitCode !== 0) {
    const text = Buffer.concat(output).toString('utf8').trim();
    throw new Error(`cdk ${args[0]} failed:\n${text}`);
  }
}
