import { fork } from 'node:child_process';
import { createRequire } from 'node:module';

export interface CdkOutcome {
  readonly exitCode: number | null;
  readonly output: string;
}

export interface CdkOptions {
  /** The working directory. By default, that of this process. */
  readonly cwd?: string;
  /** By default, the environment of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** Whether the CLI gets a process group of its own, so that Ctrl-C does not end it. */
  readonly detached?: boolean;
}

/** Ends the CLI when this process is killed, so that the CLI creates nothing afterwards. */
const END_WITH_PARENT =
  'data:text/javascript,process.once("disconnect",()=>process.exit(1));process.channel.unref()';

/** Runs the pinned CDK CLI without its notices and telemetry, and collects its output. */
export async function runCdk(
  args: readonly string[],
  { cwd, env = process.env, detached = false }: CdkOptions = {},
): Promise<CdkOutcome> {
  const cdk = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
  const child = fork(cdk, [...args, '--no-notices', '--ci'], {
    ...{ cwd, detached },
    env: { ...env, CDK_DISABLE_CLI_TELEMETRY: 'true' },
    execArgv: ['--import', END_WITH_PARENT],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { exitCode, output: Buffer.concat(output).toString('utf8').trim() };
}

/** @throws Error with the output of the CLI if it fails */
export async function requireCdk(args: readonly string[], options?: CdkOptions): Promise<void> {
  const { exitCode, output } = await runCdk(args, options);
  if (exitCode !== 0) {
    throw new Error(`cdk ${args[0]} failed:\n${output}`);
  }
}

/**
 * Synthesizes through the CDK CLI, so that the template is the one that `cdk deploy` sends. It skips the CDK's validation
 * of the template, which takes longer than everything else: `npm run synth` and `npm run deploy` validate it.
 *
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib-readme.html
 * @param outputFolder the absolute path of the folder for the cloud assembly
 * @param folder has the `cdk.json` to use
 * @throws Error with the output of the command when it fails
 */
export function synthesize(
  configurationPath: string,
  outputFolder: string,
  folder = '.',
): Promise<void> {
  const args = ['synth', '--quiet', '--no-validation', '--output', outputFolder];
  return requireCdk([...args, '--context', `config=${configurationPath}`], { cwd: folder });
}
