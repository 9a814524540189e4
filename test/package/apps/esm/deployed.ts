import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  Authentication,
  FederationBroker,
  Grantee,
  Grants,
  Permission,
  Scope,
} from 'federation-broker';

/** An app with only resources that the local AWS can create. */
const stack = new Stack(new App(), 'Storage');
const bucket = new Bucket(stack, 'Raw', { removalPolicy: RemovalPolicy.DESTROY });
const role = new Role(stack, 'Etl', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
const authentication = Authentication.iam();
const broker = new FederationBroker(stack, 'Broker', {
  authentication: [authentication],
  grants: Grants.fromFile('grants.json'),
});
broker.addGrant('etl', {
  grantee: Grantee.role(role),
  scope: Scope.prefix(bucket, 'raw/'),
  permission: Permission.READ,
});
broker.grantInvoke(role);
new CfnOutput(stack, 'Url', { value: broker.url(authentication) });
