import { account, NOW, S3Fixture, textsOf } from './s3-fixture.ts';

const CONFIGURATION = (inner: string) =>
  `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</CreateBucketConfiguration>`;
const HERE = CONFIGURATION(`<LocationConstraint>${account.region}</LocationConstraint>`);
let s3: S3Fixture;

beforeEach(() => {
  s3 = new S3Fixture();
});

test('a new bucket exists, and only its owner lists it', async () => {
  s3.service.createBucket('amzn-s3-demo-other', { ownerAccountId: '444455556666' });
  expect((await s3.send('PUT', '/amzn-s3-demo-bucket', { body: HERE })).status).toBe(200);
  const head = await s3.send('HEAD', '/amzn-s3-demo-bucket');
  expect([head.status, head.headers['x-amz-bucket-region']]).toEqual([200, account.region]);
  const { body } = await s3.send('GET', '/');
  expect(textsOf(body, 'Name')).toEqual(['amzn-s3-demo-bucket']);
  expect(textsOf(body, 'CreationDate')).toEqual([NOW.toISOString()]);
});

test.each([
  ['IllegalLocationConstraintException', ''],
  ['IllegalLocationConstraintException', CONFIGURATION('')],
  [
    'IllegalLocationConstraintException',
    CONFIGURATION('<LocationConstraint>us-west-2</LocationConstraint>'),
  ],
  ['NotImplemented', CONFIGURATION('<Bucket><Type>Directory</Type></Bucket>')],
  ['MalformedXML', 'no xml'],
  ['MalformedXML', '<Other/>'],
  ['MalformedXML', CONFIGURATION('<LocationConstraint><A/></LocationConstraint>')],
])('CreateBucket answers %s to "%s"', async (code, body) => {
  const response = await s3.send('PUT', '/amzn-s3-demo-bucket', { body });
  expect(textsOf(response.body, 'Code')).toEqual([code]);
});

test('a bucket can only have the ACL private, which needs a permission of its own', async () => {
  const create = (acl: string) =>
    s3.send('PUT', '/amzn-s3-demo-bucket', { body: HERE, headers: { 'x-amz-acl': acl } });
  const { body } = await create('public-read');
  expect(textsOf(body, 'Code')).toEqual(['InvalidBucketAclWithObjectOwnership']);
  s3.denied.add('s3:PutBucketAcl');
  expect((await create('private')).status).toBe(403);
  s3.denied.clear();
  expect((await create('private')).status).toBe(200);
  expect(s3.asked.slice(-2)).toMatchObject([
    {
      action: 's3:CreateBucket',
      context: { 's3:x-amz-acl': 'private', 's3:locationconstraint': account.region },
    },
    { action: 's3:PutBucketAcl', context: { 's3:x-amz-acl': 'private' } },
  ]);
});

test('the error for an existing name depends on its owner', async () => {
  s3.service.createBucket('amzn-s3-demo-mine');
  s3.service.createBucket('amzn-s3-demo-theirs', { ownerAccountId: '444455556666' });
  const mine = await s3.send('PUT', '/amzn-s3-demo-mine', { body: HERE });
  expect([mine.status, ...textsOf(mine.body, 'Code')]).toEqual([409, 'BucketAlreadyOwnedByYou']);
  const theirs = await s3.send('PUT', '/amzn-s3-demo-theirs', { body: HERE });
  expect([theirs.status, ...textsOf(theirs.body, 'Code')]).toEqual([409, 'BucketAlreadyExists']);
});

test.each([
  ['ab'],
  ['a'.repeat(64)],
  ['Upper-case'],
  ['under_score'],
  ['-dash-first'],
  ['dot-last.'],
  ['two..dots'],
  ['192.168.5.4'],
  ['xn--bucket'],
  ['sthree-bucket'],
  ['bucket-s3alias'],
  ['bucket--x-s3'],
])('%s is not a valid bucket name', async (name) => {
  const { body } = await s3.send('PUT', `/${name}`, { body: HERE });
  expect(textsOf(body, 'Code')).toEqual(['InvalidBucketName']);
  expect(() => s3.service.createBucket(name)).toThrow('The specified bucket is not valid.');
});

test.each([
  ['GET', '/missing-bucket?list-type=2'],
  ['GET', '/missing-bucket/key'],
  ['PUT', '/missing-bucket/key'],
  ['DELETE', '/missing-bucket/key'],
])('%s %s is NoSuchBucket', async (method, url) => {
  const { status, body } = await s3.send(method, url);
  expect([status, ...textsOf(body, 'Code')]).toEqual([404, 'NoSuchBucket']);
  expect(textsOf(body, 'BucketName')).toEqual(['missing-bucket']);
});
