import { Annotations, CfnOutput, DefaultStackSynthesizer } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ceilingOf } from '../core/ceiling.ts';
import type { BrokerApiProps } from './broker-api.ts';
import { BrokerFunction } from './broker-function.ts';
import { BrokerIdentity } from './broker-identity.ts';
import type { Deployment } from './deployment.ts';
import { IamApi } from './iam-api.ts';
import { JwtApi, type JwtApiProps } from './jwt-api.ts';
import { ReadableStack } from './readable-stack.ts';

/** The whole broker. One an account: federated user names are shared by all of an account. */
export class FederationBrokerStack extends ReadableStack {
  constructor(scope: Construct, { configuration, grants, grantsText, warnings }: Deployment) {
    super(scope, configuration.stackName, {
      description:
        'Federation Broker: temporary Amazon S3 credentials by AWS STS GetFederationToken',
      analyticsReporting: false,
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    });
    const { authentication, logRetentionDays, rotationDays, throttle } = configuration;

    for (const warning of warnings) {
      Annotations.of(this).addWarningV2('federation-broker:mutable-claim', warning);
    }
    const jwt = authentication.find((kind) => kind.type === 'jwt');

    const { accessKey } = new BrokerIdentity(this, 'Broker', {
      ceiling: ceilingOf(grants, configuration.ceiling),
      revocations: configuration.revocations,
      rotationDays,
      logRetentionDays,
    });
    const broker = new BrokerFunction(this, 'BrokerFunction', {
      secretArn: accessKey.secretArn,
      nameClaim: jwt?.nameClaim,
      grants: grantsText,
      logRetentionDays,
    });
    accessKey.restrictReadingTo(broker.role);
    const apiProps = { broker: broker.handler, throttle, logRetentionDays };
    if (authentication.some(({ type }) => type === 'iam')) {
      this.#iamApi(apiProps);
    }
    if (jwt !== undefined) {
      this.#jwtApi({ ...apiProps, authentication: jwt });
    }
    new CfnOutput(this, 'BrokerAccessKeySecretArn', {
      description: 'The secret that holds the broker access key',
      value: accessKey.secretArn,
    });
  }

  #iamApi(props: BrokerApiProps): void {
    const api = new IamApi(this, 'IamApi', props);
    new CfnOutput(this, 'IamApiUrl', {
      description: 'Where callers that sign with SigV4 reach the broker',
      value: api.url,
    });
    new CfnOutput(this, 'CallerPolicyArn', {
      description: 'Attach this policy to the roles and users that may call the broker',
      value: api.callerPolicyArn,
    });
  }

  #jwtApi(props: JwtApiProps): void {
    const api = new JwtApi(this, 'JwtApi', props);
    new CfnOutput(this, 'JwtApiUrl', {
      description: 'Where callers with an OpenID Connect token reach the broker',
      value: api.url,
    });
  }
}
