import { parsePolicy } from '../../src/iam/parse-policy.ts';
import { account, S3Fixture, textsOf } from './s3-fixture.ts';

const BUCKET = 'amzn-s3-demo-bucket';
const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`;
const OWNER = '444455556666';
const POLICY = {
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' },
};
const policy = parsePolicy(POLICY, 'resource');
/** The condition keys of a request that is signed in its headers. */
const OF_EVERY_REQUEST = {
  's3:ResourceAccount': OWNER,
  's3:TlsVersion': '1.3',
  's3:authType': 'REST-HEADER',
  's3:signatureversion': 'AWS4-HMAC-SHA256',
};
let s3: S3Fixture;

beforeEach(() => {
  s3 = new S3Fixture();
  s3.service.createBucket(BUCKET, { ownerAccountId: OWNER });
  s3.service.setBucketPolicy(BUCKET, POLICY);
  s3.service.putObject(BUCKET, 'a/ü +', 'x');
});

test.each([
  ['GET', `/${BUCKET}`, 's3:ListBucket', BUCKET_ARN],
  ['GET', `/${BUCKET}?list-type=2`, 's3:ListBucket', BUCKET_ARN],
  ['HEAD', `/${BUCKET}`, 's3:ListBucket', BUCKET_ARN],
  ['GET', `/${BUCKET}/a/%C3%BC%20+`, 's3:GetObject', `${BUCKET_ARN}/a/ü +`],
  ['HEAD', `/${BUCKET}/a/%C3%BC%20+`, 's3:GetObject', `${BUCKET_ARN}/a/ü +`],
  ['PUT', `/${BUCKET}/new`, 's3:PutObject', `${BUCKET_ARN}/new`],
  ['DELETE', `/${BUCKET}/a/%C3%BC%20+`, 's3:DeleteObject', `${BUCKET_ARN}/a/ü +`],
  ['GET', `/${BUCKET}?location`, 's3:GetBucketLocation', BUCKET_ARN],
  ['GET', `/${BUCKET}?uploads`, 's3:ListBucketMultipartUploads', BUCKET_ARN],
  ['POST', `/${BUCKET}/new?uploads`, 's3:PutObject', `${BUCKET_ARN}/new`],
  ['GET', `/${BUCKET}/a/%C3%BC%20+?tagging`, 's3:GetObjectTagging', `${BUCKET_ARN}/a/ü +`],
  ['DELETE', `/${BUCKET}/a/%C3%BC%20+?tagging`, 's3:DeleteObjectTagging', `${BUCKET_ARN}/a/ü +`],
])('%s %s needs %s on %s of the owner, and the bucket policy counts', async (...row) => {
  const [method, url, action, resource] = row;
  expect((await s3.send(method, url)).status).toBeLessThan(300);
  expect(s3.asked).toEqual([
    expect.objectContaining({ action, resource, resourceAccount: OWNER, resourcePolicy: policy }),
  ]);
  s3.denied.add(action);
  const denied = await s3.send(method, url);
  expect(denied.status).toBe(403);
  expect(textsOf(denied.body, 'Code')).toEqual(method === 'HEAD' ? [] : ['AccessDenied']);
});

test.each([
  ['PUT', '/amzn-s3-demo-bucket2', 's3:CreateBucket', 'arn:aws:s3:::amzn-s3-demo-bucket2'],
  ['GET', '/', 's3:ListAllMyBuckets', '*'],
])('%s %s needs %s on %s of the account', async (method, url, action, resource) => {
  s3.denied.add(action);
  expect((await s3.send(method, url)).status).toBe(403);
  expect(s3.asked).toEqual([
    expect.objectContaining({ action, resource, resourceAccount: account.accountId }),
  ]);
});

test.each([
  ['', {}],
  ['&prefix=', { 's3:prefix': '' }],
  ['&prefix=a%2F%C3%BC+%2B', { 's3:prefix': 'a/ü +' }],
  ['&delimiter=/&max-keys=7', { 's3:delimiter': '/', 's3:max-keys': '7' }],
])('a listing with "%s" has exactly the condition keys %j', async (query, keys) => {
  await s3.send('GET', `/${BUCKET}?list-type=2${query}`);
  expect(s3.asked[0]?.context).toEqual({ ...keys, ...OF_EVERY_REQUEST });
});

test.each([
  ['PUT', 'partNumber=1&', 's3:PutObject', { 's3:ObjectCreationOperation': 'false' }],
  ['GET', '', 's3:ListMultipartUploadParts', {}],
  ['DELETE', '', 's3:AbortMultipartUpload', {}],
  ['POST', '', 's3:PutObject', { 's3:ObjectCreationOperation': 'true' }],
])('%s of a multipart upload?%s needs %s, with the condition keys %j', async (...row) => {
  const [method, query, action, context] = row;
  const start = await s3.send('POST', `/${BUCKET}/new?uploads`);
  expect(s3.asked[0]?.context).toMatchObject({ 's3:ObjectCreationOperation': 'false' });
  s3.asked.length = 0;
  s3.denied.add(action);
  const url = `/${BUCKET}/new?${query}uploadId=${textsOf(start.body, 'UploadId')[0]}`;
  expect((await s3.send(method, url)).status).toBe(403);
  expect(s3.asked).toMatchObject([{ action, resource: `${BUCKET_ARN}/new`, context }]);
});

test('a denied action changes nothing', async () => {
  s3.denied.add('s3:PutObject').add('s3:DeleteObject').add('s3:CreateBucket');
  await s3.send('PUT', `/${BUCKET}/new`, { body: 'y' });
  await s3.send('DELETE', `/${BUCKET}/a/%C3%BC%20+`);
  await s3.send('PUT', '/amzn-s3-demo-bucket2');
  expect(await s3.texts(`/${BUCKET}?list-type=2`, 'Key')).toEqual(['a/ü +']);
  expect((await s3.send('HEAD', '/amzn-s3-demo-bucket2')).status).toBe(404);
});

test('the signature of a request is in its condition keys', async () => {
  await s3.send('GET', `/${BUCKET}`, { headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } });
  await s3.send('GET', `/${BUCKET}/a?X-Amz-Date=20261121T115900Z&X-Amz-Signature=ab`);
  await s3.send('GET', `/${BUCKET}`, { principal: { kind: 'anonymous' } });
  expect(s3.asked.map(({ context }) => context)).toMatchObject([
    { ...OF_EVERY_REQUEST, 's3:x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    { 's3:authType': 'REST-QUERY-STRING', 's3:signatureAge': '60250' },
    // GetObject asks for ListBucket, too, because there is no such key.
    { 's3:authType': 'REST-QUERY-STRING', 's3:signatureAge': '60250', 's3:prefix': 'a' },
    { 's3:ResourceAccount': OWNER, 's3:TlsVersion': '1.3' },
  ]);
  expect(Object.keys(s3.asked[3]?.context ?? {})).toHaveLength(2);
});

test('a missing key is NoSuchKey for callers who may list the bucket, and AccessDenied for others', async () => {
  const asList = await s3.send('GET', `/${BUCKET}/missing`);
  expect(s3.asked[1]).toMatchObject({
    action: 's3:ListBucket',
    resource: BUCKET_ARN,
    context: { 's3:prefix': 'missing' },
  });
  expect([asList.status, ...textsOf(asList.body, 'Code')]).toEqual([404, 'NoSuchKey']);
  s3.denied.add('s3:ListBucket');
  const asReader = await s3.send('GET', `/${BUCKET}/missing`);
  expect([asReader.status, ...textsOf(asReader.body, 'Code')]).toEqual([403, 'AccessDenied']);
  expect(textsOf(asReader.body, 'Message')).toEqual([`no s3:ListBucket on ${BUCKET_ARN}`]);
});

test('an unexpected bucket owner is AccessDenied', async () => {
  const headers = { 'x-amz-expected-bucket-owner': account.accountId };
  expect((await s3.send('GET', `/${BUCKET}`, { headers })).status).toBe(403);
  const right = { 'x-amz-expected-bucket-owner': OWNER };
  expect((await s3.send('GET', `/${BUCKET}`, { headers: right })).status).toBe(200);
});
