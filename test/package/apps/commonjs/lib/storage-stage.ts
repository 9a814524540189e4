import * as cdk from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { FederationBrokerStack, readDeployment } from 'federation-broker';

export class StorageStage extends cdk.Stage {
  readonly broker: FederationBrokerStack;

  constructor(scope: Construct, id: string, props?: cdk.StageProps) {
    super(scope, id, props);
    this.broker = new FederationBrokerStack(this, readDeployment('federation-broker.json'));
  }
}
