import { App } from 'aws-cdk-lib';
import { FederationBrokerStack, readDeployment } from 'federation-broker';

new FederationBrokerStack(new App(), readDeployment('federation-broker.json'));
