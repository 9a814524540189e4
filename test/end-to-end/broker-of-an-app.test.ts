import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { FederationBroker, Grantee, Permission, Scope } from '../../lib/index.ts';
import { readBroker } from '../../tools/assembly/synthesized-broker.ts';
import { iamClient } from '../../tools/local/api-client.ts';
import { type RunningBroker, runBroker } from '../../tools/local/run-broker.ts';

const ENV = { account: '444455556666', region: 'eu-west-1' };

/** An app that has resources which the local AWS does not support, and a broker that refers to some of these resources. */
function appWith(references: 'strong' | 'weak'): App {
  const app = new App({ context: { '@aws-cdk/core:defaultCrossStackReferences': references } });
  const data = new Stack(app, 'Data', { env: ENV });
  const raw = new Bucket(data, 'Raw');
  const named = new Bucket(data, 'Named', { bucketName: 'amzn-s3-demo-named-bucket' });
  const stack = new Stack(app, 'Storage', {
    env: { account: '444455556666', region: 'eu-west-1' },
  });
  const role = new Role(stack, 'Etl', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  const queue = new Queue(stack, 'Queue');
  const broker = new FederationBroker(stack, 'Broker', {
    encryptionKey: new Key(stack, 'Key'),
    alarmTopic: new Topic(stack, 'Alarms'),
    rolesBoundary: new ManagedPolicy(stack, 'Boundary', {
      managedPolicyName: 'boundary',
      statements: [new PolicyStatement({ actions: ['*'], resources: ['*'] })],
    }),
  });
  for (const [id, bucket] of Object.entries({ raw, named })) {
    broker.addGrant(id, {
      grantee: Grantee.role(role),
      scope: Scope.prefix(bucket, `${id}/`),
      permission: Permission.READ,
    });
  }
  broker.grantInvoke(role);
  broker.node.findChild('BrokerFunction').node.addDependency(queue);
  new CfnOutput(stack, 'QueueUrl', { value: queue.queueUrl });
  return app;
}

describe.each(['strong', 'weak'] as const)('the broker of an app with %s references', (kind) => {
  let broker: RunningBroker;

  beforeAll(async () => {
    const assembly = readBroker(appWith(kind).synth().directory);
    broker = await runBroker(assembly, { port: 0, onWarning: () => undefined });
  });

  afterAll(() => broker.close());

  test('runs without the app’s other resources, in the account and region of its stack', () => {
    expect(broker.local.account).toEqual({
      partition: 'aws',
      accountId: '444455556666',
      region: 'eu-west-1',
    });
    const types = [...broker.stack.resources.values()].map(({ type }) => type);
    expect(types).toContain('AWS::Lambda::Function');
    expect(types).not.toContain('AWS::SQS::Queue');
    expect(Object.keys(broker.stack.outputs)).not.toContain('QueueUrl');
  });

  test('issues credentials for buckets of the app to its role', async () => {
    const [caller] = broker.callers;
    expect(caller?.profile).toMatch(/^role-Etl/);
    const client = iamClient(broker, caller as NonNullable<typeof caller>);
    for (const { scope } of broker.grants) {
      const { bucket } = scope.template;
      const Target = `s3://${bucket}/${bucket.includes('named') ? 'named' : 'raw'}/*`;
      const { status } = await client.call('/federation-tokens', { Target, Permission: 'READ' });
      expect([Target, status]).toEqual([Target, 200]);
    }
    expect(broker.grants.map(({ scope }) => scope.template.bucket)).toEqual([
      expect.stringMatching(/^raw[0-9a-z]+$/),
      'amzn-s3-demo-named-bucket',
    ]);
  });
});
