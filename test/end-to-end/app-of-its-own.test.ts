import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { type LocalAws, startLocalAws } from 'local-aws';
import type { TokenResponse } from '../../core/responses/token-response.ts';
import { Authentication, FederationBroker, Grantee, Permission, Scope } from '../../lib/index.ts';
import { credentialsOf, signedFetch } from '../../tools/local/signed-fetch.ts';
import { refusalOf } from './test-broker.ts';

const SERVICE = 'ec2.amazonaws.com';

/** A stack whose bucket and role get their names from CloudFormation. */
function storageStack(app: App): Stack {
  const stack = new Stack(app, 'Storage');
  const role = new Role(stack, 'Etl', { assumedBy: new ServicePrincipal(SERVICE) });
  const bucket = new Bucket(stack, 'Raw');
  const broker = new FederationBroker(stack, 'Broker');
  broker.addGrant('etl', {
    grantee: Grantee.role(role),
    scope: Scope.prefix(bucket, 'raw/'),
    permission: Permission.READ,
  });
  broker.grantInvoke(role);
  const outputs = {
    Url: broker.url(Authentication.iam()),
    SecretArn: broker.accessKeySecret.secretArn,
    RoleArn: role.roleArn,
    BucketName: bucket.bucketName,
  };
  for (const [id, value] of Object.entries(outputs)) {
    new CfnOutput(stack, id, { value });
  }
  return stack;
}

let local: LocalAws;
let outputs: Readonly<Record<string, string>>;

beforeAll(async () => {
  const app = new App();
  storageStack(app);
  local = await startLocalAws();
  ({ outputs } = await local.deploy(app.synth().directory));
  await local.secretsManager.rotationSettled(outputs.SecretArn ?? '');
  local.s3.putObject(outputs.BucketName ?? '', 'raw/a.csv', 'a');
  local.s3.putObject(outputs.BucketName ?? '', 'secret/a.csv', 'a');
});

afterAll(() => local.close());

/** Asks the broker as the role of the stack. */
function issue(target: string) {
  const { credential } = local.sts.assumeRole(
    { kind: 'service', service: SERVICE },
    { roleArn: outputs.RoleArn ?? '', roleSessionName: 'job' },
  );
  return signedFetch(`${outputs.Url}/federation-tokens`, credential, local.account.region, {
    method: 'POST',
    body: JSON.stringify({ Target: target, Permission: 'READ' }),
  });
}

test('a role can read a bucket of the same stack if CloudFormation chose both names', async () => {
  const { BucketName } = outputs;
  const { status, body } = await issue(`s3://${BucketName}/raw/*`);
  expect({ status, body }).toMatchObject({ status: 200, body: { Accesses: [{ GrantId: 'etl' }] } });
  const s3 = new S3Client({
    region: local.account.region,
    endpoint: local.endpointUrl,
    credentials: credentialsOf(body as TokenResponse),
    forcePathStyle: true,
  });
  const get = (Key: string) => s3.send(new GetObjectCommand({ Bucket: BucketName, Key }));
  const object = await get('raw/a.csv');
  expect(await object.Body?.transformToString()).toBe('a');
  expect(await refusalOf(get('secret/a.csv'))).toBe('AccessDenied');
  const put = new PutObjectCommand({ Bucket: BucketName, Key: 'raw/b.csv', Body: 'b' });
  expect(await refusalOf(s3.send(put))).toBe('AccessDenied');
  s3.destroy();
});

test.each(['secret/*', '*'])('the grant does not cover s3://BUCKET/%s', async (path) => {
  expect(await issue(`s3://${outputs.BucketName}/${path}`)).toMatchObject({
    status: 403,
    body: { Code: 'AccessDenied' },
  });
});
