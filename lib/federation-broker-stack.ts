import { CfnOutput, DefaultStackSynthesizer } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Authentication } from './broker-authentication.ts';
import { configuredProps } from './configured-props.ts';
import type { Deployment } from './deployment.ts';
import { FederationBroker } from './federation-broker.ts';
import { jwtApiId, portalId } from './jwt-api-ids.ts';
import { ReadableStack } from './readable-stack.ts';

/** A stack with one broker, as a configuration file describes it. */
export class FederationBrokerStack extends ReadableStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, deployment.configuration.stackName, {
      description:
        'Federation Broker: temporary Amazon S3 credentials by AWS STS GetFederationToken',
      analyticsReporting: false,
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    });
    const props = configuredProps(this, deployment);
    // Logical ids omit this id. With another one, CloudFormation would replace the broker user, its key and the URLs.
    const broker = new FederationBroker(this, 'Default', props);
    const iam = props.authentication.find(({ type }) => type === 'iam');
    if (iam !== undefined) {
      this.#outputApi('IamApi', broker, iam, 'Where callers that sign with SigV4 reach the broker');
      new CfnOutput(this, 'CallerPolicyArn', {
        description: 'Attach this policy to the roles and users that may call the broker',
        value: broker.callerPolicy.managedPolicyArn,
      });
    }
    for (const jwt of props.authentication.filter(({ type }) => type === 'jwt')) {
      const issuer = jwt.name === undefined ? '' : ` of "${jwt.name}"`;
      this.#outputApi(
        jwtApiId(jwt.name),
        broker,
        jwt,
        `Where callers with an OpenID Connect token${issuer} reach the broker`,
      );
      if (jwt.hasPortal) {
        new CfnOutput(this, `${portalId(jwt.name)}Url`, {
          description: `Where people${issuer} sign in: the redirect URI to register at the issuer`,
          value: broker.portalUrl(jwt),
        });
      }
    }
    new CfnOutput(this, 'BrokerAccessKeySecretArn', {
      description: 'The secret that holds the broker access key',
      value: broker.accessKeySecret.secretArn,
    });
    new CfnOutput(this, 'BrokerLogGroup', {
      description: 'Where the audit is',
      value: broker.auditLog.logGroupName,
    });
    new CfnOutput(this, 'RotationLogGroup', {
      description: 'The log that shows how each rotation ended',
      value: broker.rotationLog.logGroupName,
    });
  }

  #outputApi(
    id: string,
    broker: FederationBroker,
    authentication: Authentication,
    description: string,
  ): void {
    new CfnOutput(this, `${id}Url`, { description, value: broker.url(authentication) });
    new CfnOutput(this, `${id}AccessLogGroup`, {
      description: 'Where the API logs every request',
      value: broker.accessLog(authentication).logGroupName,
    });
    if (authentication.customDomain !== undefined) {
      new CfnOutput(this, `${id}DnsTarget`, {
        description: 'What the DNS name of the custom domain has to point to',
        value: broker.dnsTarget(authentication),
      });
    }
  }
}
