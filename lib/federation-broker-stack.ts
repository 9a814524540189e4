import { Annotations, CfnOutput, DefaultStackSynthesizer } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ceilingOf } from '../core/policies/ceiling.ts';
import { BrokerAlarms } from './broker-alarms.ts';
import type { BrokerApi, BrokerApiProps } from './broker-api.ts';
import { BrokerDashboard } from './broker-dashboard.ts';
import { BrokerFunction } from './broker-function.ts';
import { BrokerIdentity } from './broker-identity.ts';
import { BrokerMetrics } from './broker-metrics.ts';
import type { Deployment } from './deployment.ts';
import { guardFinishedTemplate } from './finished-template/guard.ts';
import { IamApi } from './iam-api.ts';
import { JwtApi, type JwtApiProps } from './jwt-api.ts';
import { applyOrganizationRules } from './organization-rules.ts';
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
    const { authentication, kmsKey, rotationDays, throttle } = configuration;
    const logs = {
      retentionDays: configuration.logRetentionDays,
      areKept: configuration.keepLogs,
      kmsKey,
    };

    for (const warning of warnings) {
      Annotations.of(this).addWarningV2('federation-broker:mutable-claim', warning);
    }
    const iam = authentication.find((kind) => kind.type === 'iam');
    const jwt = authentication.find((kind) => kind.type === 'jwt');

    const { accessKey } = new BrokerIdentity(this, 'Broker', {
      ceiling: ceilingOf(grants, configuration.ceiling),
      revocations: configuration.revocations,
      rotationDays,
      kmsKey,
      logs,
    });
    const broker = new BrokerFunction(this, 'BrokerFunction', {
      secretArn: accessKey.secretArn,
      nameClaim: jwt?.nameClaim,
      grants: grantsText,
      kmsKey,
      reservedConcurrency: configuration.reservedConcurrency,
      logs,
    });
    accessKey.restrictReadingTo(broker.role);
    const apiProps = { broker: broker.handler, throttle, logs };
    const apis: BrokerApi[] = [];
    if (iam !== undefined) {
      apis.push(this.#iamApi({ ...apiProps, customDomain: iam.customDomain }));
    }
    if (jwt !== undefined) {
      apis.push(this.#jwtApi({ ...apiProps, customDomain: jwt.customDomain, authentication: jwt }));
    }
    const metrics = new BrokerMetrics(this, 'Metrics', {
      broker: broker.handler,
      rotation: accessKey.rotation,
      apis,
    });
    const { alarms } = new BrokerAlarms(this, 'Alarms', {
      metrics,
      rotationDays,
      throttle,
      topicArn: configuration.alarmTopic,
    });
    new BrokerDashboard(this, 'Dashboard', { metrics, alarms });
    new CfnOutput(this, 'BrokerAccessKeySecretArn', {
      description: 'The secret that holds the broker access key',
      value: accessKey.secretArn,
    });
    new CfnOutput(this, 'BrokerLogGroup', {
      description: 'Where the audit is',
      value: broker.handler.logGroup.logGroupName,
    });
    new CfnOutput(this, 'RotationLogGroup', {
      description: 'Where rotations say how they went',
      value: accessKey.rotation.logGroup.logGroupName,
    });
    applyOrganizationRules(this, {
      rolesBoundary:
        configuration.rolesBoundary === undefined
          ? undefined
          : ManagedPolicy.fromManagedPolicyArn(this, 'RolesBoundary', configuration.rolesBoundary),
      tags: configuration.tags,
    });
    guardFinishedTemplate(this);
  }

  #iamApi(props: BrokerApiProps): BrokerApi {
    const api = new IamApi(this, 'IamApi', props);
    new CfnOutput(this, 'IamApiUrl', {
      description: 'Where callers that sign with SigV4 reach the broker',
      value: api.url,
    });
    this.#dnsTarget('IamApiDnsTarget', api);
    new CfnOutput(this, 'CallerPolicyArn', {
      description: 'Attach this policy to the roles and users that may call the broker',
      value: api.callerPolicyArn,
    });
    return api;
  }

  #jwtApi(props: JwtApiProps): BrokerApi {
    const api = new JwtApi(this, 'JwtApi', props);
    new CfnOutput(this, 'JwtApiUrl', {
      description: 'Where callers with an OpenID Connect token reach the broker',
      value: api.url,
    });
    this.#dnsTarget('JwtApiDnsTarget', api);
    return api;
  }

  #dnsTarget(id: string, { dnsTarget }: BrokerApi): void {
    if (dnsTarget !== undefined) {
      new CfnOutput(this, id, {
        description: 'What the DNS name of the custom domain has to point to',
        value: dnsTarget,
      });
    }
  }
}
