import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetFederationTokenCommand, STSClient } from '@aws-sdk/client-sts';
import type { KmsKey } from '../../src/kms/kms-key.ts';
import { type LocalAws, startLocalAws } from '../../src/start.ts';

const Bucket = 'amzn-s3-demo-bucket';
const Key = 'team-a/report.csv';
const ALICE = 'arn:aws:sts::111122223333:federated-user/alice';
const of = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string | string[], Resource: string, Condition: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  Condition,
});
const S3_ALONE = { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } };
const MAY_S3 = allow(['s3:GetObject', 's3:PutObject', 's3:ListBucket'], '*');
const denial = (action: string, arn: string) =>
  `User: ${ALICE} is not authorized to perform: ${action} on resource: "${arn}" because no session policy allows the ${action} action`;

let aws: LocalAws;
let key: KmsKey;
let sts: STSClient;
const clients: { destroy(): void }[] = [];

beforeAll(async () => {
  aws = await startLocalAws();
  key = aws.kms.createKey();
  aws.s3.createBucket(Bucket, { kmsKeyArn: key.arn });
  const user = aws.identities.users.create({ userName: 'Broker' });
  const federate = allow('sts:GetFederationToken', '*');
  user.policies.putInline('All', of(federate, MAY_S3, allow('kms:*', '*')));
  const credentials = user.accessKeys.create();
  sts = new STSClient({ endpoint: aws.endpointUrl, region: 'us-east-1', credentials });
  clients.push(sts);
});

afterAll(async () => {
  for (const client of clients) {
    client.destroy();
  }
  await aws.close();
});

/** Returns a client of a federated session whose session policy has these statements. */
async function session(...statements: object[]): Promise<S3Client> {
  const Policy = JSON.stringify(of(...statements));
  const { Credentials } = await sts.send(new GetFederationTokenCommand({ Name: 'alice', Policy }));
  const client = new S3Client({
    endpoint: aws.endpointUrl,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken,
    },
  });
  clients.push(client);
  return client;
}

test('a session that may use the key only through S3 writes and reads', async () => {
  const s3 = await session(
    MAY_S3,
    allow(['kms:Decrypt', 'kms:GenerateDataKey'], key.arn, S3_ALONE),
  );
  const named = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key.arn } as const;
  const put = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'hello', ...named }));
  expect(put).toMatchObject(named);
  const get = await s3.send(new GetObjectCommand({ Bucket, Key }));
  expect(get).toMatchObject(named);
  expect(await get.Body?.transformToString()).toBe('hello');
});

test('a session without permissions on the key lists and sees metadata, but cannot write or read', async () => {
  aws.s3.putObject(Bucket, Key, 'hello');
  const s3 = await session(MAY_S3);
  expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(1);
  expect(await s3.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: key.arn,
  });
  await expect(s3.send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject({
    name: 'AccessDenied',
    message: denial('kms:Decrypt', key.arn),
    $metadata: { httpStatusCode: 403 },
  });
  await expect(s3.send(new PutObjectCommand({ Bucket, Key, Body: 'other' }))).rejects.toMatchObject(
    {
      name: 'AccessDenied',
      message: denial('kms:GenerateDataKey', key.arn),
      $metadata: { httpStatusCode: 403 },
    },
  );
});

test.each([
  ['another key', () => allow('kms:Decrypt', aws.kms.createKey().arn)],
  [
    'another service',
    () =>
      allow('kms:Decrypt', '*', {
        StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' },
      }),
  ],
  [
    'another object',
    () =>
      allow('kms:Decrypt', '*', {
        StringLike: { 'kms:EncryptionContext:aws:s3:arn': `arn:aws:s3:::${Bucket}/team-b/*` },
      }),
  ],
  [
    'direct calls of KMS',
    () => allow('kms:Decrypt', '*', { Bool: { 'aws:ViaAWSService': 'false' } }),
  ],
])('a permission for %s does not decrypt', async (_name, statementOf) => {
  aws.s3.putObject(Bucket, Key, 'hello');
  const s3 = await session(MAY_S3, statementOf());
  await expect(s3.send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject({
    name: 'AccessDenied',
    message: denial('kms:Decrypt', key.arn),
  });
});

test('a session that may encrypt but not decrypt cannot copy an object', async () => {
  aws.s3.putObject(Bucket, Key, 'hello');
  const s3 = await session(MAY_S3, allow('kms:GenerateDataKey', key.arn));
  const copy = { Bucket, Key: 'team-a/copy.csv', CopySource: `${Bucket}/${Key}` };
  await expect(s3.send(new CopyObjectCommand(copy))).rejects.toMatchObject({
    name: 'AccessDenied',
    message: denial('kms:Decrypt', key.arn),
  });
});
