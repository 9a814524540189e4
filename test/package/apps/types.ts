import { App } from 'aws-cdk-lib';
import {
  type Deployment,
  FederationBrokerStack,
  InvalidInput,
  readDeployment,
} from 'federation-broker';

/** Uses what the package exports, for the type check alone. */
const deployment: Deployment = readDeployment('federation-broker.json');
const stack: FederationBrokerStack = new FederationBrokerStack(new App(), deployment);
export const names: readonly string[] = [stack.stackName, InvalidInput.name];
