import { requireCdk } from '../cdk-cli.ts';

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
