import { App } from 'aws-cdk-lib';
import { InvalidInput } from '../core/problems.ts';
import { hasPortal, readDeployment } from '../lib/deployment.ts';
import { buildAhead } from '../lib/function-builds.ts';

const DEFAULT_CONFIGURATION = 'federation-broker.json';

const app = new App({ analyticsReporting: false });
const configurationPath: unknown = app.node.tryGetContext('config') ?? DEFAULT_CONFIGURATION;
try {
  const deployment = readDeployment(String(configurationPath));
  const [{ FederationBrokerStack }] = await Promise.all([
    import('../lib/federation-broker-stack.ts'),
    buildAhead({ portal: hasPortal(deployment) }),
  ]);
  new FederationBrokerStack(app, deployment);
} catch (error) {
  if (!(error instanceof InvalidInput)) {
    throw error;
  }
  // The author of the configuration needs the message, not a stack trace of this program.
  console.error(error.message);
  process.exit(1);
}
