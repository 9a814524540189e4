import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Configuration } from '../core/configuration/configuration.ts';
import { formatScope } from '../core/grants/scope.ts';
import type { CeilingEntry as ConfiguredEntry } from '../core/policies/ceiling.ts';
import { Authentication } from './broker-authentication.ts';
import type { Deployment } from './deployment.ts';
import type { FederationBrokerProps } from './federation-broker-props.ts';
import { type CeilingEntry, Scope } from './grant-props.ts';
import { Revocations } from './revocations.ts';

type ConfiguredAuthentication = Configuration['authentication'][number];

/** The props that a configuration file describes. Resources that it names by their ARN are imported in the scope. */
export function configuredProps(
  scope: Construct,
  { configuration, grants }: Deployment,
): FederationBrokerProps & Required<Pick<FederationBrokerProps, 'authentication'>> {
  const { alarmTopic, rolesBoundary, tags } = configuration;
  return {
    authentication: configuration.authentication.map((entry) => authentication(scope, entry)),
    grants,
    ceiling: configuration.ceiling?.map((entry, index) =>
      ceilingEntry(scope, entry, `CeilingKey${index}`),
    ),
    allowCustomerProvidedKeys: configuration.allowCustomerProvidedKeys,
    revocations: Revocations.of(...configuration.revocations),
    rotation: Duration.days(configuration.rotationDays),
    throttle: configuration.throttle,
    routeThrottles:
      configuration.routeThrottles && Object.fromEntries(configuration.routeThrottles),
    logRetention: configuration.logRetentionDays,
    logRemovalPolicy: configuration.keepLogs
      ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
      : RemovalPolicy.DESTROY,
    encryptionKey: importedKey(scope, 'Key', configuration.kmsKey),
    architecture: Architecture.custom(configuration.architecture),
    reservedConcurrency: configuration.reservedConcurrency,
    alarmTopic:
      alarmTopic === undefined ? undefined : Topic.fromTopicArn(scope, 'AlarmTopic', alarmTopic),
    rolesBoundary:
      rolesBoundary === undefined
        ? undefined
        : ManagedPolicy.fromManagedPolicyArn(scope, 'RolesBoundary', rolesBoundary),
    // The parser of the props refuses an empty list, so without tags the prop must be absent.
    tags:
      tags.length === 0
        ? undefined
        : Object.fromEntries(tags.map(({ key, value }) => [key, value])),
  };
}

function authentication(scope: Construct, entry: ConfiguredAuthentication): Authentication {
  const { type, customDomain } = entry;
  const name = entry.type === 'jwt' ? entry.name : undefined;
  const domain = customDomain && {
    domainName: customDomain.domainName,
    certificate: Certificate.fromCertificateArn(
      scope,
      `${name === undefined ? type : `${type}-${name}`}-certificate`,
      customDomain.certificateArn,
    ),
  };
  if (entry.type === 'iam') {
    return Authentication.iam({ customDomain: domain });
  }
  const { issuer, audience, nameClaim, scopes, portal } = entry;
  return Authentication.jwt({
    name,
    issuer,
    audience,
    nameClaim,
    // The parser of the props refuses an empty list, so without required scopes the prop must be absent.
    scopes: scopes.length === 0 ? undefined : scopes,
    customDomain: domain,
    portal,
  });
}

function ceilingEntry(
  scope: Construct,
  { scope: objects, kmsKey, ...fields }: ConfiguredEntry,
  keyId: string,
): CeilingEntry {
  return {
    scope: Scope.fromUri(formatScope(objects)),
    encryptionKey: importedKey(scope, keyId, kmsKey),
    ...fields,
  };
}

function importedKey(scope: Construct, id: string, arn: string | undefined): IKey | undefined {
  return arn === undefined ? undefined : Key.fromKeyArn(scope, id, arn);
}
