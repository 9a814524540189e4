export { InvalidInput } from '../core/problems.ts';
export { type Deployment, readDeployment } from './deployment.ts';
export { FederationBrokerStack } from './federation-broker-stack.ts';
