import { bucketOfHost } from '../../src/s3/virtual-host.ts';
import { S3Fixture } from './s3-fixture.ts';

test.each([
  ['my-bucket.localhost:4566', 'my-bucket'],
  ['my-bucket.localhost', 'my-bucket'],
  ['my.dotted.bucket.localhost:1', 'my.dotted.bucket'],
  ['my-bucket.s3.eu-central-1.localhost:1', 'my-bucket'],
  ['My-Bucket.S3.EU-Central-1.Localhost', 'my-bucket'],
  ['s3.eu-central-1.localhost:1', undefined],
  ['my-bucket.s3.us-gov-west-1.amazonaws.com', 'my-bucket'],
  ['my.dotted.bucket.s3.cn-north-1.amazonaws.com.cn', 'my.dotted.bucket'],
  ['my-bucket.s3.eusc-de-east-1.amazonaws.eu:443', 'my-bucket'],
  ['s3.eu-central-1.amazonaws.com', undefined],
  ['localhost:4566', undefined],
  ['127.0.0.1:4566', undefined],
  ['my-bucket.example.com', undefined],
  [undefined, undefined],
])('the host %s names the bucket %s', (host, bucket) => {
  expect(bucketOfHost(host)).toBe(bucket);
});

test('a virtual-hosted request has its key in the whole path', async () => {
  const s3 = new S3Fixture();
  s3.service.createBucket('amzn-s3-demo-bucket');
  const headers = { host: 'amzn-s3-demo-bucket.localhost:1' };
  expect((await s3.send('PUT', '/a/b%20c', { headers, body: 'hello' })).status).toBe(200);
  const byPath = { headers: { host: '127.0.0.1:1' } };
  expect((await s3.send('GET', '/amzn-s3-demo-bucket/a/b%20c', byPath)).body.toString()).toBe(
    'hello',
  );
  expect((await s3.send('GET', '/?list-type=2', { headers })).body).toContain('<Key>a/b c</Key>');
});
