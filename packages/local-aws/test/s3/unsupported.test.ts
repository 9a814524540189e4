import { AwsError } from '../../src/aws-error.ts';
import { S3Fixture, textsOf } from './s3-fixture.ts';

const BUCKET = '/amzn-s3-demo-bucket';

test.each([
  ['GET', `${BUCKET}?acl`, {}, 'GetBucketAcl'],
  ['PUT', `${BUCKET}?policy`, {}, 'PutBucketPolicy'],
  ['DELETE', `${BUCKET}?lifecycle`, {}, 'DeleteBucketLifecycleConfiguration'],
  ['GET', `${BUCKET}?versions&prefix=a`, {}, 'ListObjectVersions'],
  ['GET', `${BUCKET}?tagging`, {}, 'GetBucketTagging'],
  ['GET', `${BUCKET}/key?acl`, {}, 'GetObjectAcl'],
  ['POST', `${BUCKET}/key?restore`, {}, 'RestoreObject'],
  ['POST', `${BUCKET}/key`, {}, 'POST on an object'],
  ['GET', '/?max-buckets=1', {}, 'max-buckets'],
  ['GET', `${BUCKET}/key?versionId=1`, {}, 'versionId'],
  ['PUT', `${BUCKET}/key?list-type=2`, {}, 'list-type'],
  ['PUT', `${BUCKET}/key`, { 'x-amz-copy-source': '/b/k?versionId=1' }, 'versionId=1'],
  ['PUT', `${BUCKET}/key`, { 'x-amz-grant-read': 'id=a' }, 'x-amz-grant-read'],
  ['PUT', `${BUCKET}/key`, { 'x-amz-object-lock-mode': 'COMPLIANCE' }, 'x-amz-object-lock-mode'],
  ['PUT', `${BUCKET}/key`, { 'x-amz-storage-class': 'GLACIER' }, 'GLACIER'],
  ['PUT', `${BUCKET}/key`, { 'if-none-match': '"x"' }, 'If-None-Match'],
  ['PUT', `${BUCKET}/key`, { 'if-modified-since': 'x' }, 'if-modified-since'],
  ['DELETE', `${BUCKET}/key`, { 'x-amz-if-match-size': '1' }, 'x-amz-if-match-size'],
  ['GET', `${BUCKET}/key`, { range: 'bytes=0-1,2-3' }, 'several ranges'],
])(
  '%s %s %j fails, and the message names what is not supported',
  async (method, url, headers, name) => {
    const s3 = new S3Fixture();
    s3.service.createBucket('amzn-s3-demo-bucket');
    s3.service.putObject('amzn-s3-demo-bucket', 'key', 'content');
    const { status, body } = await s3.send(method, url, { headers });
    expect([status, ...textsOf(body, 'Code')]).toEqual([501, 'NotImplemented']);
    expect(textsOf(body, 'Message')[0]).toContain(name);
  },
);

test.each([
  ['GET', '?versioning', 's3:GetBucketVersioning'],
  ['DELETE', '?lifecycle', 's3:PutLifecycleConfiguration'],
  ['DELETE', '?website', 's3:DeleteBucketWebsite'],
  ['GET', '?versions', 's3:ListBucketVersions'],
  ['GET', '/key?acl', 's3:GetObjectAcl'],
])(
  '%s %s, which is not supported, answers 403 to a caller without %s',
  async (method, end, action) => {
    const s3 = new S3Fixture();
    s3.service.createBucket('amzn-s3-demo-bucket');
    s3.service.putObject('amzn-s3-demo-bucket', 'key', 'content');
    s3.denied.add(action);
    const { status, body } = await s3.send(method, `${BUCKET}${end}`);
    expect([status, ...textsOf(body, 'Code')]).toEqual([403, 'AccessDenied']);
  },
);

test('an error is written with its escaped fields and the request id', () => {
  const error = new AwsError('NoSuchKey', 'a < b & "c"', 404, { Key: '<\n>' });
  const { service } = new S3Fixture();
  const request = { requestId: 'ID', method: 'GET', rawPath: '/' };
  const { status, headers, body } = service.renderError(error, request);
  expect(status).toBe(404);
  expect(headers['x-amz-request-id']).toBe('ID');
  expect(body).toContain(
    '<Error><Code>NoSuchKey</Code><Message>a &lt; b &amp; &quot;c&quot;</Message><Key>&lt;&#10;&gt;</Key><RequestId>ID</RequestId><HostId>',
  );
  expect(service.renderError(error, { ...request, method: 'HEAD' }).body).toBe('');
});
