import { runCdk } from '../../tools/cdk-cli.ts';
import { signedFetch } from '../../tools/local/signed-fetch.ts';
import { startBootstrappedAws } from '../../tools/trial/local-trial.ts';
import type { Report } from '../../verification/clients/report.ts';
import type { ConsumerApp } from './consumer-app.ts';

const STACK = 'Storage';

/** The deployment has validated the template. The other commands synthesize it again. */
const NO_VALIDATION = { CDK_VALIDATION: 'false' };

/** Deploys the app to the local AWS with the CDK CLI, calls its broker, and deletes it again. */
export async function checkDeployment(app: ConsumerApp, report: Report): Promise<void> {
  const { local, environment } = await startBootstrappedAws(() => undefined);
  const cdk = async (command: string, ...options: readonly string[]) => {
    // The checks of the other commands use cdk.out.
    const folders = ['--app', 'node build/deployed.js', '--output', 'deployed.out'];
    const args = [command, ...folders, ...options];
    const env = { ...environment, ...(command === 'deploy' ? {} : NO_VALIDATION) };
    const { exitCode, output } = await runCdk(args, { cwd: app.folder, env });
    report.check(`${app.name}: cdk ${command}`, exitCode === 0, output);
  };
  try {
    await cdk('deploy', '--require-approval', 'never');
    const stack = local.findStack(STACK);
    const role = [...(stack?.resources.values() ?? [])].find(({ logicalId }) =>
      logicalId.startsWith('Etl'),
    );
    const { arn } = local.identities.roles.get(role?.physicalId ?? '');
    const credentials = local.sts.assumeRoleAsService(arn, 'ec2.amazonaws.com', 'test');
    const url = `${stack?.outputs.Url}/grants`;
    const grants = await signedFetch(url, credentials, local.account.region);
    const text = JSON.stringify(grants.body);
    const isServed = grants.status === 200 && text.includes('/raw/*');
    report.check(`${app.name}: the deployed broker lists the grant of its caller`, isServed, text);
    await cdk('diff', '--fail');
    await cdk('destroy', '--force');
    const users = local.identities.users.all().map(({ userName }) => userName);
    const isGone = local.findStack(STACK) === undefined && JSON.stringify(users) === '["operator"]';
    report.check(`${app.name}: cdk destroy leaves no stack and no user`, isGone, users.join());
  } finally {
    await local.close();
  }
}
