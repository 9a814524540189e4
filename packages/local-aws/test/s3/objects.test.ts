import { createHash } from 'node:crypto';
import { S3Fixture, textsOf } from './s3-fixture.ts';

const URL = '/amzn-s3-demo-bucket/a.txt';
const digest = (algorithm: string, text: string) =>
  createHash(algorithm).update(text).digest('base64');
let s3: S3Fixture;

beforeEach(() => {
  s3 = new S3Fixture();
  s3.service.createBucket('amzn-s3-demo-bucket');
});

test('an object is returned with its content, metadata, ETag and time', async () => {
  const put = await s3.send('PUT', URL, {
    body: 'hello',
    headers: {
      'content-type': 'text/plain',
      'content-encoding': 'aws-chunked,gzip',
      'x-amz-meta-colour': 'blue',
      host: '127.0.0.1',
    },
  });
  expect(put.headers.etag).toBe('"5d41402abc4b2a76b9719d911017c592"');
  const get = await s3.send('GET', URL);
  expect(get.status).toBe(200);
  expect(get.body.toString()).toBe('hello');
  expect(get.headers).toEqual({
    'accept-ranges': 'bytes',
    'content-encoding': 'gzip',
    'content-length': '5',
    'content-type': 'text/plain',
    etag: '"5d41402abc4b2a76b9719d911017c592"',
    'last-modified': 'Sat, 21 Nov 2026 12:00:00 GMT',
    'x-amz-server-side-encryption': 'AES256',
    'x-amz-meta-colour': 'blue',
    'x-amz-request-id': 'request-1',
  });
  const head = await s3.send('HEAD', URL);
  expect(head).toEqual({ ...get, body: '' });
});

test.each([
  ['a, b', 'a, b'],
  ['gzip,br', 'gzip,br'],
  ['aws-chunked, gzip', 'gzip'],
  ['gzip, aws-chunked', 'gzip'],
  ['gzip, aws-chunked, br', 'gzip, br'],
  ['aws-chunked', undefined],
  ['x-aws-chunked', 'x-aws-chunked'],
])('the Content-Encoding "%s" is returned as %j', async (sent, returned) => {
  await s3.send('PUT', URL, { headers: { 'content-encoding': sent } });
  expect((await s3.send('GET', URL)).headers['content-encoding']).toBe(returned);
});

test('an object without a type is binary/octet-stream', async () => {
  await s3.send('PUT', URL, { body: 'x' });
  expect((await s3.send('GET', URL)).headers['content-type']).toBe('binary/octet-stream');
});

test('a deleted object does not exist, and deleting it again succeeds', async () => {
  await s3.send('PUT', URL, { body: 'x' });
  expect((await s3.send('DELETE', URL)).status).toBe(204);
  expect((await s3.send('DELETE', URL)).status).toBe(204);
  expect((await s3.send('GET', URL)).status).toBe(404);
});

test.each([
  ['bytes=0-1', 206, 'he', 'bytes 0-1/5'],
  ['bytes=3-', 206, 'lo', 'bytes 3-4/5'],
  ['bytes=-2', 206, 'lo', 'bytes 3-4/5'],
  ['bytes=-9', 206, 'hello', 'bytes 0-4/5'],
  ['bytes=1-99', 206, 'ello', 'bytes 1-4/5'],
  ['bytes=3-1', 200, 'hello', undefined],
  ['lines=1-2', 200, 'hello', undefined],
])('the range %s answers %d "%s"', async (range, status, content, contentRange) => {
  await s3.send('PUT', URL, { body: 'hello' });
  const response = await s3.send('GET', URL, { headers: { range } });
  expect(response.status).toBe(status);
  expect(response.body.toString()).toBe(content);
  expect(response.headers['content-range']).toBe(contentRange);
  expect(response.headers['content-length']).toBe(String(content.length));
});

test.each([['bytes=5-'], ['bytes=-0']])('the range %s is InvalidRange', async (range) => {
  await s3.send('PUT', URL, { body: 'hello' });
  const { status, body } = await s3.send('GET', URL, { headers: { range } });
  expect([status, ...textsOf(body, 'Code')]).toEqual([416, 'InvalidRange']);
});

describe('checksums', () => {
  test.each([
    ['x-amz-checksum-crc32', 'NhCmhg=='],
    ['x-amz-checksum-crc32c', 'mnG7TA=='],
    ['x-amz-checksum-crc64nvme', 'M3eFcAZSQlc='],
    ['x-amz-checksum-sha1', digest('sha1', 'hello')],
    ['x-amz-checksum-sha256', digest('sha256', 'hello')],
  ])('%s is verified, stored and returned on request', async (header, value) => {
    const headers = { [header]: value };
    expect((await s3.send('PUT', URL, { body: 'hello', headers })).headers[header]).toBe(value);
    expect((await s3.send('GET', URL)).headers[header]).toBeUndefined();
    const mode = { 'x-amz-checksum-mode': 'ENABLED' };
    expect((await s3.send('GET', URL, { headers: mode })).headers[header]).toBe(value);
    const ranged = { ...mode, range: 'bytes=0-1' };
    expect((await s3.send('GET', URL, { headers: ranged })).headers[header]).toBeUndefined();
    expect((await s3.send('PUT', URL, { body: 'tampered', headers })).status).toBe(400);
    expect((await s3.send('GET', URL)).body.toString()).toBe('hello');
  });

  test.each([
    ['BadDigest', { 'x-amz-checksum-crc32': 'AAAAAA==' }],
    ['BadDigest', { 'content-md5': digest('md5', 'other') }],
    ['InvalidDigest', { 'content-md5': 'short' }],
    ['InvalidRequest', { 'x-amz-checksum-crc32': 'NhCmhg' }],
    ['InvalidRequest', { 'x-amz-checksum-crc32': 'NhCmhg==', 'x-amz-checksum-sha1': 'x' }],
    ['InvalidRequest', { 'x-amz-sdk-checksum-algorithm': 'CRC32' }],
    ['MalformedTrailerError', { 'x-amz-trailer': 'x-amz-checksum-crc32' }],
    ['BadDigest', { 'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=' }],
    ['BadDigest', { 'x-amz-checksum-crc32c': 'AAAAAA==' }],
    [
      'InvalidRequest',
      { 'x-amz-checksum-crc32c': 'NhCmhg==', 'x-amz-sdk-checksum-algorithm': 'CRC32' },
    ],
    ['NotImplemented', { 'x-amz-checksum-sha512': 'AAAAAA==' }],
    ['NotImplemented', { 'x-amz-trailer': 'x-amz-meta-a' }],
  ])('%s for %j', async (code, headers) => {
    const { body } = await s3.send('PUT', URL, { body: 'hello', headers });
    expect(textsOf(body, 'Code')).toEqual([code]);
    expect((await s3.send('HEAD', URL)).status).toBe(404);
  });

  test('a correct Content-MD5 is accepted', async () => {
    const headers = { 'content-md5': digest('md5', 'hello') };
    expect((await s3.send('PUT', URL, { body: 'hello', headers })).status).toBe(200);
  });

  test('parameters of a presigned URL count as headers', async () => {
    const query = 'X-Amz-Signature=x&X-Amz-Date=y&x-id=PutObject&x-amz-checksum-crc32=AAAAAA%3D%3D';
    const { body } = await s3.send('PUT', `${URL}?${query}`, { body: 'hello' });
    expect(textsOf(body, 'Code')).toEqual(['BadDigest']);
  });
});

test.each([
  // AWS's own example.
  ['ÄMÄZÕÑ S3', '=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?='],
  ['AMAZONS3', 'AMAZONS3'],
  ['=?UTF-8?B?Y2Fmw6k=?=', '=?UTF-8?B?Y2Fmw6k=?='],
  ['a =?utf-8?q?caf=C3=A9_b?=', '=?UTF-8?B?YSBjYWbDqSBi?='],
  ['=?UTF-8?Q?a?= =?UTF-8?Q?b?= c', 'ab c'],
  ['=?UTF-8?Q?=0D=0Aset-cookie:a?=', '=?UTF-8?B?DQpzZXQtY29va2llOmE=?='],
])(
  'the metadata "%s" is returned as "%s", from a header and a presigned URL',
  async (sent, returned) => {
    const bytes = Buffer.from(sent, 'utf8').toString('latin1');
    await s3.send('PUT', URL, { headers: { 'x-amz-meta-a': bytes } });
    expect((await s3.send('GET', URL)).headers['x-amz-meta-a']).toBe(returned);
    await s3.send('PUT', `${URL}?x-amz-meta-a=${encodeURIComponent(sent)}`);
    expect((await s3.send('GET', URL)).headers['x-amz-meta-a']).toBe(returned);
  },
);

test.each([['%0D%0Aset-cookie:a'], ['%00'], ['%7F']])(
  'metadata of a presigned URL that no header can hold (%s) is refused',
  async (value) => {
    const { status, body } = await s3.send('PUT', `${URL}?x-amz-meta-a=${value}`);
    expect([status, ...textsOf(body, 'Code')]).toEqual([400, 'InvalidArgument']);
  },
);

test('2 KB of metadata is accepted, more is not', async () => {
  const metadata = (bytes: number) => ({ 'x-amz-meta-a': 'v'.repeat(bytes - 1) });
  expect((await s3.send('PUT', URL, { headers: metadata(2048) })).status).toBe(200);
  const inUtf8 = { 'x-amz-meta-a': 'Ã©'.repeat(1023) };
  expect((await s3.send('PUT', URL, { headers: inUtf8 })).status).toBe(200);
  const { body } = await s3.send('PUT', URL, { headers: metadata(2049) });
  expect(textsOf(body, 'Code')).toEqual(['MetadataTooLarge']);
});

test('keys of 1,024 bytes are accepted, longer ones are not', async () => {
  const url = (characters: number) => `/amzn-s3-demo-bucket/${'%C3%BC'.repeat(characters)}`;
  expect((await s3.send('PUT', url(512))).status).toBe(200);
  const { body } = await s3.send('PUT', url(513));
  expect(textsOf(body, 'Code')).toEqual(['KeyTooLongError']);
  expect(() => s3.service.putObject('amzn-s3-demo-bucket', 'k'.repeat(1025), '')).toThrow(
    'Your key is too long',
  );
});

test.each([['/amzn-s3-demo-bucket/%zz'], ['/amzn-s3-demo-bucket/%FF'], ['/b?prefix=%C3']])(
  '%s is InvalidURI',
  async (url) => {
    const { status, body } = await s3.send('GET', url);
    expect([status, ...textsOf(body, 'Code')]).toEqual([400, 'InvalidURI']);
  },
);
