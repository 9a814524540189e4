import { Agent } from 'node:http';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketLocationCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { type LocalAws, startLocalAws } from '../../src/start.ts';

const Bucket = 'amzn-s3-demo-bucket';
const MIB = 1024 * 1024;
let aws: LocalAws;
let s3: S3Client;
const clients: S3Client[] = [];

function clientWith(options: ConstructorParameters<typeof S3Client>[0] = {}): S3Client {
  const user =
    aws.identities.users.find('Admin') ?? aws.identities.users.create({ userName: 'Admin' });
  user.policies.putInline('S3', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
  });
  const { accessKeyId, secretAccessKey } = user.accessKeys.list()[0] ?? user.accessKeys.create();
  const client = new S3Client({
    region: aws.account.region,
    endpoint: aws.endpointUrl,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
    ...options,
  });
  clients.push(client);
  return client;
}

beforeAll(async () => {
  aws = await startLocalAws();
  s3 = clientWith();
  await s3.send(new CreateBucketCommand({ Bucket }));
});

afterAll(async () => {
  for (const client of clients) {
    client.destroy();
  }
  await aws.close();
});

test.each([
  ['the default', {}],
  ['CRC64NVME', { ChecksumAlgorithm: 'CRC64NVME' }],
  ['a composite SHA-256', { ChecksumAlgorithm: 'SHA256' }],
] as const)('a multipart upload with %s checksum', async (_, settings) => {
  const Key = 'large';
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key, ...settings }),
  );
  const upload = { Bucket, Key, UploadId };
  const bodies = [Buffer.alloc(5 * MIB, 'a'), Buffer.from('the end')];
  const Parts = [];
  for (const [index, Body] of bodies.entries()) {
    const PartNumber = index + 1;
    const part = await s3.send(new UploadPartCommand({ ...upload, PartNumber, Body, ...settings }));
    Parts.push({ ...part, PartNumber });
  }
  expect((await s3.send(new ListPartsCommand(upload))).Parts).toMatchObject([
    { PartNumber: 1, Size: 5 * MIB, ETag: Parts[0]?.ETag },
    { PartNumber: 2, Size: 7, ETag: Parts[1]?.ETag },
  ]);
  const MultipartUpload = { Parts };
  const done = await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));
  expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
  const whole = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const bytes = await whole.Body?.transformToByteArray();
  expect(Buffer.concat(bodies).equals(bytes ?? new Uint8Array())).toBe(true);
  const ObjectAttributes = ['ETag' as const, 'ObjectParts' as const, 'ObjectSize' as const];
  expect(
    await s3.send(new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes })),
  ).toMatchObject({
    ETag: done.ETag?.replaceAll('"', ''),
    ObjectSize: 5 * MIB + 7,
    ObjectParts: { TotalPartsCount: 2, Parts: [{ PartNumber: 1 }, { PartNumber: 2 }] },
  });
});

test('an upload of copied parts, listed and aborted', async () => {
  const Key = 'copy';
  await s3.send(new PutObjectCommand({ Bucket, Key: 'source ü+', Body: 'the source' }));
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const upload = { Bucket, Key, UploadId };
  const { CopyPartResult } = await s3.send(
    new UploadPartCopyCommand({
      ...upload,
      PartNumber: 1,
      CopySource: `${Bucket}/${encodeURIComponent('source ü+')}`,
      CopySourceRange: 'bytes=4-9',
    }),
  );
  expect(CopyPartResult?.ETag).toBe('"36cd38f49b9afa08222c0dc9ebfe35eb"');
  expect((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).toMatchObject([
    { Key, UploadId },
  ]);
  await s3.send(new AbortMultipartUploadCommand(upload));
  expect((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).toBeUndefined();
});

test('a copy with new metadata, its tags, and a batch deletion', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', Tagging: 'team=a' }));
  const copied = await s3.send(
    new CopyObjectCommand({
      Bucket,
      Key: 'b',
      CopySource: `/${Bucket}/a`,
      MetadataDirective: 'REPLACE',
      Metadata: { colour: 'blue' },
    }),
  );
  expect(copied.CopyObjectResult?.ETag).toBe('"9dd4e461268c8034f5c8564e155c67a6"');
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'b' }));
  expect(head).toMatchObject({ Metadata: { colour: 'blue' }, TagCount: 1 });
  const Tagging = { TagSet: [{ Key: 'new', Value: 'ü' }] };
  await s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'b', Tagging }));
  const tags = () => s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'b' }));
  expect((await tags()).TagSet).toEqual([{ Key: 'new', Value: 'ü' }]);
  await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'b' }));
  expect((await tags()).TagSet).toEqual([]);
  const Objects = [{ Key: 'a' }, { Key: 'b' }];
  const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(Deleted).toEqual(Objects);
});

test('conditions answer 304 and 412', async () => {
  const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: 'c', Body: 'x' }));
  const put = new PutObjectCommand({ Bucket, Key: 'c', Body: 'y', IfNoneMatch: '*' });
  await expect(s3.send(put)).rejects.toMatchObject({ name: 'PreconditionFailed' });
  const get = new GetObjectCommand({ Bucket, Key: 'c', IfNoneMatch: ETag });
  await expect(s3.send(get)).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
});

test('the location of a bucket in us-east-1 is empty', async () => {
  const { LocationConstraint } = await s3.send(new GetBucketLocationCommand({ Bucket }));
  expect(LocationConstraint).toBeUndefined();
});

test('virtual-hosted requests have the bucket in their signed host', async () => {
  // Resolves every name to the endpoint, as systems do that know *.localhost.
  const httpAgent = new Agent({
    lookup: (_host, { all }, found) =>
      all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4),
  });
  for (const host of ['localhost', 's3.us-east-1.localhost']) {
    const client = clientWith({
      endpoint: aws.endpointUrl.replace('127.0.0.1', host),
      forcePathStyle: false,
      requestHandler: { httpAgent },
    });
    const Key = 'from a/host';
    await client.send(new PutObjectCommand({ Bucket, Key, Body: host }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await Body?.transformToString()).toBe(host);
  }
});
