import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { ListResponse } from '../../core/responses/list-response.ts';
import { TestBroker } from './test-broker.ts';

let broker: TestBroker;

beforeAll(async () => {
  broker = await TestBroker.start();
});

afterAll(() => broker.close());

async function listing(caller: string, bucket: string, query: string) {
  const { status, body } = await broker.call(caller, `/buckets/${bucket}/keys?${query}`);
  return { status, body: body as ListResponse & { Code?: string; Message?: string } };
}

test('a listing shows the first 50 keys with their ETags', async () => {
  const { status, body } = await listing('role-TeamA', 'reports', 'prefix=team-a/&max-keys=50');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    Name: 'reports',
    Prefix: 'team-a/',
    KeyCount: 50,
    MaxKeys: 50,
    IsTruncated: true,
  });
  expect(body.Contents[0]).toEqual({
    Key: 'team-a/report-001.csv',
    ETag: '"2f27c571485ebde42568e7585e4dd069"',
    Size: 9,
    LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    StorageClass: 'STANDARD',
  });
});

test('a listing shows every key once and in order, page by page', async () => {
  const keys: string[] = [];
  let query = 'prefix=team-a/&max-keys=50';
  for (;;) {
    const { body } = await listing('role-TeamA', 'reports', query);
    keys.push(...body.Contents.map(({ Key }) => Key));
    if (body.NextContinuationToken === undefined) {
      break;
    }
    const token = encodeURIComponent(body.NextContinuationToken);
    query = `prefix=team-a/&max-keys=50&continuation-token=${token}`;
  }
  expect(keys).toHaveLength(120);
  expect(new Set(keys).size).toBe(120);
  expect(keys).toEqual(keys.toSorted());
});

test('a listing starts after a given key, and groups keys by a delimiter', async () => {
  const after = await listing(
    'role-TeamA',
    'reports',
    'prefix=team-a/&start-after=team-a/report-119.csv',
  );
  expect(after.body.Contents.map(({ Key }) => Key)).toEqual(['team-a/report-120.csv']);
  const grouped = await listing('role-Portal', 'reports', 'delimiter=/&name=User1');
  expect(grouped.body.CommonPrefixes.map(({ Prefix }) => Prefix)).toEqual([
    'drop/',
    'dropb/',
    'new/',
    'newb/',
    'team-a/',
    'team-ab/',
  ]);
  expect(grouped.body.KeyCount).toBe(7);
});

test('a listing returns keys with unusual characters unchanged', async () => {
  const odd = [
    'a b',
    'a+b',
    'a%20b',
    'ä/ö',
    '日本',
    'a"b\'c',
    '<&>',
    'line\nfeed',
    '€',
    '😀',
    '~',
    'a//b',
  ];
  const s3 = broker.s3With(
    await broker.issue('permission-set-Engineer', {
      Target: 's3://builds/odd/*',
      Permission: 'WRITE',
    }),
  );
  for (const key of odd) {
    await s3.send(new PutObjectCommand({ Bucket: 'builds', Key: `odd/${key}`, Body: 'x' }));
  }
  const { body } = await listing('permission-set-Engineer', 'builds', 'prefix=odd/');
  const shown = body.Contents.map(({ Key }) => Key);
  expect(new Set(shown)).toEqual(new Set(odd.map((key) => `odd/${key}`)));
});

test('all listings under one grant use one session, in the name of the caller', async () => {
  const before = broker.logOf('BrokerFunction').length;
  await listing('role-TeamA', 'reports', 'prefix=team-a/&max-keys=1');
  await listing('role-TeamA', 'reports', 'prefix=team-a/report-00&max-keys=1');
  const events = broker.logOf('BrokerFunction').slice(before);
  const listed = events.filter(({ event }) => event === 'KeysListed');
  expect(listed).toHaveLength(2);
  expect(new Set(listed.map(({ accessKeyId }) => accessKeyId)).size).toBe(1);
  expect(listed[0]).toMatchObject({ grantId: 'team-a-readers', permission: 'LIST' });
});

test.each([
  ['a folder whose name starts with the same letters', 'prefix=team-ab/'],
  ['the folder without its slash', 'prefix=team-a'],
  ['the whole bucket', ''],
  ['the whole bucket with an empty prefix', 'prefix='],
])('a listing is refused for %s', async (_, query) => {
  const { status, body } = await listing('role-TeamA', 'reports', query);
  expect(status).toBe(403);
  expect(body.Code).toBe('AccessDenied');
  expect(body.Message).toContain('GET /grants');
});

test('the answer is 404 NoSuchBucket for a bucket that does not exist', async () => {
  const { status, body } = await listing('permission-set-Engineer', 'not-made', '');
  expect([status, body.Code]).toEqual([404, 'NoSuchBucket']);
});

test('the answer is 400 for a forged continuation token, and names the parameter', async () => {
  const { status, body } = await listing(
    'role-TeamA',
    'reports',
    'prefix=team-a/&continuation-token=forged',
  );
  expect([status, body.Code]).toEqual([400, 'InvalidRequest']);
  expect(body.Message).toContain('continuation-token');
});

test('the answer is 403 BucketAccessDenied if a grant covers the listing but S3 refuses it', async () => {
  const { local } = broker.running;
  local.s3.setBucketPolicy('builds', {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:ListBucket',
      Resource: 'arn:aws:s3:::builds',
    },
  });
  const { status, body } = await listing('permission-set-Engineer', 'builds', '');
  local.s3.setBucketPolicy('builds', undefined);
  expect([status, body.Code]).toEqual([403, 'BucketAccessDenied']);
  expect(body.Message).toContain('KMS key of builds');
});
