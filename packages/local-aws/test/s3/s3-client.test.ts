import { Readable } from 'node:stream';
import {
  type _Object,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { systemClock } from '../../src/clock.ts';
import { type Endpoint, startEndpoint } from '../../src/endpoint.ts';
import { Credentials } from '../../src/iam/credentials.ts';
import { IamAuthorizer } from '../../src/iam/iam-authorizer.ts';
import { Identities } from '../../src/iam/identities.ts';
import { Kms } from '../../src/kms/kms.ts';
import { S3Service } from '../../src/s3/s3-service.ts';
import { account } from './s3-fixture.ts';

const Bucket = 'amzn-s3-demo-bucket';
const Key = 'Grüße/a b+c.txt';
const identities = new Identities(account, systemClock);
let service: S3Service;
let endpoint: Endpoint;
let s3: S3Client;
const clients: S3Client[] = [];

function clientOf(userName: string, statements: readonly object[]): S3Client {
  const user = identities.users.create({ userName });
  if (statements.length > 0) {
    user.policies.putInline('S3', { Version: '2012-10-17', Statement: statements });
  }
  const { accessKeyId, secretAccessKey } = user.accessKeys.create();
  const client = new S3Client({
    region: account.region,
    endpoint: endpoint.url,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
  clients.push(client);
  return client;
}

beforeAll(async () => {
  const authorizer = new IamAuthorizer(account, systemClock, identities);
  const kms = new Kms(account, authorizer);
  service = new S3Service({ account, clock: systemClock, authorizer, kms });
  endpoint = await startEndpoint({
    region: account.region,
    services: [service],
    credentials: new Credentials(account, identities),
    clock: systemClock,
    port: 0,
    onInternalError: (error) => {
      throw error;
    },
  });
  s3 = clientOf('Admin', [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]);
  await s3.send(new CreateBucketCommand({ Bucket }));
});

afterAll(async () => {
  await endpoint.close();
  service.close();
  for (const client of clients) {
    client.destroy();
  }
});

async function listAll(client: S3Client, EncodingType?: 'url'): Promise<_Object[]> {
  const objects: _Object[] = [];
  const pages = paginateListObjectsV2({ client, pageSize: 2 }, { Bucket, EncodingType });
  for await (const { Contents = [] } of pages) {
    objects.push(...Contents);
  }
  return objects;
}

test('a created bucket exists and is listed', async () => {
  const head = await s3.send(new HeadBucketCommand({ Bucket }));
  expect(head.BucketRegion).toBe(account.region);
  const { Buckets } = await s3.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toEqual([Bucket]);
});

test.each([
  ['a buffer', () => Buffer.from('hello')],
  [
    'a stream in chunks, with its checksum in a trailer',
    () => Readable.from([Buffer.from('hello')]),
  ],
])('%s is stored completely', async (_, bodyOf) => {
  const put = await s3.send(
    new PutObjectCommand({
      Bucket,
      Key,
      Body: bodyOf(),
      ContentLength: 5,
      ContentType: 'text/plain',
      Metadata: { colour: 'blue' },
    }),
  );
  expect(put.ChecksumCRC32).toBe('NhCmhg==');
  const get = await s3.send(new GetObjectCommand({ Bucket, Key }));
  expect(await get.Body?.transformToString()).toBe('hello');
  expect(get).toMatchObject({
    ChecksumCRC32: 'NhCmhg==',
    ContentLength: 5,
    ContentType: 'text/plain',
    ETag: put.ETag,
    Metadata: { colour: 'blue' },
  });
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key }));
  expect(head).toMatchObject({ ContentLength: 5, ETag: put.ETag, Metadata: { colour: 'blue' } });
  const part = await s3.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=1-2' }));
  expect(await part.Body?.transformToString()).toBe('el');
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  await expect(s3.send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject({
    name: 'NoSuchKey',
    $metadata: { httpStatusCode: 404 },
  });
});

test.each([['CRC32C'], ['CRC64NVME'], ['SHA1'], ['SHA256']] as const)(
  'the checksum %s is accepted in a header and in a trailer',
  async (ChecksumAlgorithm) => {
    for (const Body of ['hello', Readable.from([Buffer.from('hello')])]) {
      const upload = { Bucket, Key, Body, ContentLength: 5, ChecksumAlgorithm };
      await s3.send(new PutObjectCommand(upload));
      const get = await s3.send(new GetObjectCommand({ Bucket, Key }));
      expect(get[`Checksum${ChecksumAlgorithm}`]).toEqual(expect.any(String));
      expect(await get.Body?.transformToString()).toBe('hello');
    }
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  },
);

test('keys of every kind are listed page by page', async () => {
  const keys = [
    'a b',
    'a%20b',
    'a+b',
    '<&>"\'',
    'Grüße/😀',
    'tab\tand\nline',
    '//',
    '\uff5e',
    '..a',
  ];
  for (const key of keys) {
    await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: key }));
  }
  const listed = await listAll(s3);
  const inOrder = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(listed.map((object) => object.Key)).toEqual(inOrder);
  expect(listed[0]).toMatchObject({ StorageClass: 'STANDARD', ETag: expect.any(String) });
  const encoded = await listAll(s3, 'url');
  expect(
    encoded.map((object) => decodeURIComponent(object.Key?.replaceAll('+', '%20') ?? '')),
  ).toEqual(inOrder);
  const rolledUp = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }));
  expect(rolledUp.CommonPrefixes).toEqual([{ Prefix: '/' }, { Prefix: 'Grüße/' }]);
  expect(rolledUp.KeyCount).toBe(keys.length);
  const old = await s3.send(new ListObjectsCommand({ Bucket, Marker: 'a b' }));
  expect(old.Contents?.[0]?.Key).toBe('a%20b');
  for (const key of keys) {
    await s3.send(new DeleteObjectCommand({ Bucket, Key: key }));
  }
  expect(await listAll(s3)).toEqual([]);
});

test('a policy can allow listing only one prefix', async () => {
  const reader = clientOf('Reader', [
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: `arn:aws:s3:::${Bucket}`,
      Condition: { StringLike: { 's3:prefix': 'team-a/*' } },
    },
  ]);
  const list = (Prefix?: string) => reader.send(new ListObjectsV2Command({ Bucket, Prefix }));
  expect((await list('team-a/')).KeyCount).toBe(0);
  for (const prefix of [undefined, '', 'team-', 'team-ab/']) {
    await expect(list(prefix)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:iam::${account.accountId}:user/Reader is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::${Bucket}" because no identity-based policy allows the s3:ListBucket action`,
    });
  }
});

test('a bucket policy alone allows a user of the account to read', async () => {
  const guest = clientOf('Guest', []);
  service.putObject(Bucket, 'shared', 'hello');
  const get = () => guest.send(new GetObjectCommand({ Bucket, Key: 'shared' }));
  await expect(get()).rejects.toMatchObject({ name: 'AccessDenied' });
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account.accountId}:user/Guest` },
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${Bucket}/shared`,
  };
  const policy = { Version: '2012-10-17', Statement: [statement] };
  service.setBucketPolicy(Bucket, policy);
  expect(await (await get()).Body?.transformToString()).toBe('hello');
  service.setBucketPolicy(Bucket, undefined);
  await expect(get()).rejects.toMatchObject({ name: 'AccessDenied' });
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'shared' }));
});

test('a bucket that does not exist is NoSuchBucket', async () => {
  const missing = { Bucket: 'amzn-s3-demo-missing' };
  await expect(s3.send(new ListObjectsV2Command(missing))).rejects.toMatchObject({
    name: 'NoSuchBucket',
  });
  await expect(s3.send(new HeadBucketCommand(missing))).rejects.toMatchObject({
    name: 'NotFound',
  });
});

test('an upload that is larger than memory allows for a request is stored and returned', async () => {
  const size = 70 * 1024 * 1024;
  const chunk = Buffer.alloc(1024 * 1024, 'x');
  const Body = Readable.from(Array.from({ length: size / chunk.length }, () => chunk));
  const put = await s3.send(
    new PutObjectCommand({ Bucket, Key: 'large', Body, ContentLength: size }),
  );
  const get = await s3.send(new GetObjectCommand({ Bucket, Key: 'large' }));
  let received = 0;
  for await (const piece of get.Body as Readable) {
    received += piece.length;
  }
  expect([received, get.ChecksumCRC32]).toEqual([size, put.ChecksumCRC32]);
});

test('an upload that is refused gets its error after its whole body, and the connection stays usable', async () => {
  const stranger = clientOf('Stranger', []);
  const Body = Buffer.alloc(5 * 1024 * 1024);
  const put = () => stranger.send(new PutObjectCommand({ Bucket, Key: 'refused', Body }));
  await expect(put()).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(put()).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('requests to a bucket elsewhere must be signed for its Region', async () => {
  service.createBucket('amzn-s3-demo-bucket-us', { region: 'us-west-2' });
  const elsewhere = { Bucket: 'amzn-s3-demo-bucket-us' };
  const allowed = [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }];
  const home = clientOf('Home', allowed);
  await expect(home.send(new ListObjectsV2Command(elsewhere))).rejects.toMatchObject({
    name: 'AuthorizationHeaderMalformed',
  });
  const { accessKeyId, secretAccessKey } = await home.config.credentials();
  const there = new S3Client({
    region: 'us-west-2',
    endpoint: endpoint.url,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
  clients.push(there);
  expect(await there.send(new ListObjectsV2Command(elsewhere))).toMatchObject({ KeyCount: 0 });
  expect(await there.send(new GetBucketLocationCommand(elsewhere))).toMatchObject({
    LocationConstraint: 'us-west-2',
  });
  await expect(there.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({
    name: 'AuthorizationHeaderMalformed',
  });
});
