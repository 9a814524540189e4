import { CfnOutput, DefaultStackSynthesizer } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ceilingEntries } from '../core/ceiling.ts';
import { BrokerApi } from './broker-api.ts';
import { BrokerFunction } from './broker-function.ts';
import { BrokerIdentity } from './broker-identity.ts';
import type { Deployment } from './deployment.ts';
import { ReadableStack } from './readable-stack.ts';

/** The whole broker. One an account: federated user names are shared by all of an account. */
export class FederationBrokerStack extends ReadableStack {
  constructor(scope: Construct, { configuration, grants, grantsText }: Deployment) {
    super(scope, configuration.stackName, {
      description:
        'Federation Broker: temporary Amazon S3 credentials by AWS STS GetFederationToken',
      analyticsReporting: false,
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    });
    const { logRetentionDays, rotationDays, throttle } = configuration;

    const { accessKey } = new BrokerIdentity(this, 'Broker', {
      ceiling: ceilingEntries(grants, configuration.ceiling),
      rotationDays,
      logRetentionDays,
    });
    const broker = new BrokerFunction(this, 'BrokerFunction', {
      secretArn: accessKey.secretArn,
      grants: grantsText,
      logRetentionDays,
    });
    accessKey.restrictReadingTo(broker.role);
    const api = new BrokerApi(this, 'IamApi', {
      broker: broker.handler,
      throttle,
      logRetentionDays,
    });

    new CfnOutput(this, 'IamApiUrl', {
      description: 'Where callers that sign with SigV4 reach the broker',
      value: api.url,
    });
    new CfnOutput(this, 'CallerPolicyArn', {
      description: 'Attach this policy to the roles and users that may call the broker',
      value: api.callerPolicyArn,
    });
    new CfnOutput(this, 'BrokerAccessKeySecretArn', {
      description: 'The secret that holds the broker access key',
      value: accessKey.secretArn,
    });
  }
}
