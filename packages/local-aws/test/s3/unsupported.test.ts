import { AwsError } from '../../src/aws-error.ts';
import { S3Fixture, textsOf } from './s3-fixture.ts';

const BUCKET = '/amzn-s3-demo-bucket';

test.each([
  ['GET', `${BUCKET}?acl`, {}, 'acl'],
  ['GET', `${BUCKET}?location`, {}, 'location'],
  ['PUT', `${BUCKET}?policy`, {}, 'policy'],
  ['GET', `${BUCKET}?uploads`, {}, 'uploads'],
  ['POST', `${BUCKET}/key?uploads=`, {}, 'uploads'],
  ['POST', `${BUCKET}?delete`, {}, 'delete'],
  ['DELETE', BUCKET, {}, 'DELETE on a bucket'],
  ['GET', '/?max-buckets=1', {}, 'max-buckets'],
  ['GET', `${BUCKET}/key?versionId=1`, {}, 'versionId'],
  ['GET', `${BUCKET}/key?partNumber=1`, {}, 'partNumber'],
  ['GET', `${BUCKET}/key?response-content-type=text/html`, {}, 'response-content-type'],
  ['PUT', `${BUCKET}/key?list-type=2`, {}, 'list-type'],
  ['PUT', `${BUCKET}/key`, { 'x-amz-copy-source': '/b/k' }, 'x-amz-copy-source'],
  ['PUT', `${BUCKET}/key`, { 'x-amz-acl': 'public-read' }, 'x-amz-acl'],
  ['PUT', `${BUCKET}/key`, { 'x-amz-tagging': 'a=b' }, 'x-amz-tagging'],
  ['PUT', `${BUCKET}/key`, { 'if-none-match': '*' }, 'if-none-match'],
  ['GET', `${BUCKET}/key`, { 'if-match': '"x"' }, 'if-match'],
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
