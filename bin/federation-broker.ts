import { App } from 'aws-cdk-lib';
import { InvalidInput } from '../core/problems.ts';
import { readDeployment } from '../lib/deployment.ts';
import { FederationBrokerStack } from '../lib/federation-broker-stack.ts';

const DEFAULT_CONFIGURATION = 'federation-broker.json';

const app = new App({ analyticsReporting: false });
const configurationPath: unknown = app.node.tryGetContext('config') ?? DEFAULT_CONFIGURATION;
try {
  new FederationBrokerStack(app, readDeployment(String(configurationPath)));
} catch (error) {
  if (!(error instanceof InvalidInput)) {
    throw error;
  }
  // The author of the configuration needs the message, not a stack trace of this program.
  console.error(error.message);
  process.exit(1);
}
