import { App, Duration, Stack } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Grant, IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  Authentication,
  type CeilingEntry,
  FederationBroker,
  type FederationBrokerProps,
  Grantee,
  type GrantProps,
  Grants,
  InvalidInput,
  Permission,
  Revocations,
  Scope,
} from 'federation-broker';

/** Uses the exports of the package. TypeScript checks this file, and nothing runs it. */
const stack = new Stack(new App(), 'Storage');
const role = new Role(stack, 'Role', { assumedBy: new AccountRootPrincipal() });
const bucket = new Bucket(stack, 'Bucket');
const iam = Authentication.iam();
const jwt = Authentication.jwt({ issuer: 'https://id.example.com', audience: ['a', 'b'] });
const ceiling: CeilingEntry[] = [{ scope: Scope.bucket(bucket), permission: Permission.READWRITE }];
const props: FederationBrokerProps = {
  authentication: [iam, jwt],
  grants: Grants.fromText('{"grants": []}'),
  revocations: Revocations.of({ federatedUser: '*', issuedBefore: '2026-11-28T12:00:00Z' }),
  rotation: Duration.days(7),
  ceiling,
};
const broker = new FederationBroker(stack, 'Broker', props);
const etl: GrantProps = {
  grantee: Grantee.role(role),
  scope: Scope.prefix(bucket, 'raw/'),
  permission: 'READ',
  maxDuration: Duration.hours(4),
};
broker.addGrant('etl', etl);
export const grant: Grant = broker.grantInvoke(role);
export const policy: IManagedPolicy = broker.callerPolicy;
export const denials: Metric = broker.metricDenials();
export const texts: readonly string[] = [broker.url(jwt), InvalidInput.name];
