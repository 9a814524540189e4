import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

/**
 * Synthesizes through the CDK CLI, so that the template is the one that `cdk deploy` sends. It skips the CDK's validation
 * of the template, which takes longer than everything else: `npm run synth` and `npm run deploy` validate it.
 *
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib-readme.html
 * @param outputFolder the absolute path of the folder for the cloud assembly
 * @param folder has the `cdk.json` to use
 * @throws Error with the output of the command when it fails
 */
export async function synthesize(
  configurationPath: string,
  outputFolder: string,
  folder = '.',
): Promise<void> {
  const cdk = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
  const child = spawn(
    process.execPath,
    [
      cdk,
      'synth',
      '--quiet',
      '--no-validation',
      '--output',
      outputFolder,
      '--context',
      `config=${configurationPath}`,
    ],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (exitCode !== 0) {
    throw new Error(`cdk synth failed:\n${Buffer.concat(output).toString('utf8').trim()}`);
  }
}
