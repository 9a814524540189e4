import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { environmentOf, type TrialAccount } from './account.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Ends the CDK CLI when this program is killed, so that it creates nothing afterwards. */
const END_WITH_PARENT =
  'data:text/javascript,process.once("disconnect",()=>process.exit(1));process.channel.unref()';

/**
 * Runs the CDK CLI as the account's identity, with the trial's app. It is in a process group of its own, so that Ctrl-C does not
 * end it in the middle of a deployment.
 *
 * @throws Error with the output of the command when it fails
 */
export async function runCdk(
  account: TrialAccount,
  args: readonly string[],
  configurationPath: string,
): Promise<void> {
  const { accountId, region } = account;
  const folder = path.dirname(configurationPath);
  const child = fork(
    createRequire(import.meta.url).resolve('aws-cdk/bin/cdk'),
    [
      ...args,
      ...['--app', `node --import tsx ${path.join(import.meta.dirname, 'trial-app.ts')}`],
      ...['--output', path.join(folder, 'cdk.out')],
      ...['--context', `config=${configurationPath}`],
      ...['--context', `account=${accountId}`, '--context', `region=${region}`],
      ...['--no-notices', '--ci', '--progress', 'events'],
    ],
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
