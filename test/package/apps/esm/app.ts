import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  Authentication,
  FederationBroker,
  Grantee,
  Grants,
  Permission,
  Revocations,
  Scope,
} from 'federation-broker';

const app = new App();
const data = new Stack(app, 'Data');
const bucket = new Bucket(data, 'Raw');

const stack = new Stack(app, 'Storage');
const role = new Role(stack, 'Etl', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
const broker = new FederationBroker(stack, 'Broker', {
  authentication: [
    Authentication.iam(),
    Authentication.jwt({ issuer: 'https://id.example.com', audience: 'storage' }),
  ],
  grants: Grants.fromFile('grants.json'),
  revocations: Revocations.fromFile('revocations.json'),
  throttle: { rateLimit: 20, burstLimit: 40 },
  logRetention: RetentionDays.THREE_MONTHS,
  logRemovalPolicy: RemovalPolicy.RETAIN,
  encryptionKey: new Key(stack, 'Key'),
  alarmTopic: new Topic(stack, 'Alarms'),
});
broker.addGrant('etl', {
  grantee: Grantee.role(role),
  scope: Scope.prefix(bucket, 'raw/'),
  permission: Permission.READ,
});
broker.addGrant('homes', {
  grantee: Grantee.jwt({ claims: { sub: '*' } }),
  scope: Scope.prefix(bucket, 'home/{sub}/'),
  permission: Permission.READWRITE,
});
broker.grantInvoke(role);
