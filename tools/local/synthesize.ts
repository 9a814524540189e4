import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

/**
 * Synthesizes through the CDK's command line, so that the template is the one that `cdk deploy` sends. The CDK's validation
 * of it, which takes longer than all else, is left to `npm run synth` and `npm run deploy`.
 *
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib-readme.html
 * @param outputFolder where the cloud assembly goes
 * @throws Error with what the command wrote, where it fails
 */
export async function synthesize(configurationPath: string, outputFolder: string): Promise<void> {
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
    { stdio: ['ignore', 'pipe', 'pipe'] },
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
