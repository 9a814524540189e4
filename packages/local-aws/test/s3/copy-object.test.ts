import { S3Fixture, textsOf } from './s3-fixture.ts';

const SOURCE = '/amzn-s3-demo-bucket/from/%C3%BC%20+';
const TARGET = '/amzn-s3-demo-target/to';
const FROM = { 'x-amz-copy-source': 'amzn-s3-demo-bucket/from/%C3%BC%20%2B' };
const TAGGING = 'x-amz-tagging';
let s3: S3Fixture;

beforeEach(async () => {
  s3 = new S3Fixture();
  s3.service.createBucket('amzn-s3-demo-bucket');
  s3.service.createBucket('amzn-s3-demo-target');
  await s3.send('PUT', SOURCE, {
    body: 'hello',
    headers: {
      'content-type': 'text/plain',
      'x-amz-meta-a': 'b',
      'x-amz-storage-class': 'STANDARD_IA',
      'x-amz-checksum-crc32': 'NhCmhg==',
      [TAGGING]: 'team=a',
    },
  });
  s3.asked.length = 0;
});

function copy(headers: Record<string, string> = {}, url = TARGET) {
  return s3.send('PUT', url, { headers: { ...FROM, ...headers } });
}

test('a copy has the content, metadata, tags and checksum algorithm of its source, but not its storage class', async () => {
  const { status, body } = await copy();
  expect([status, ...textsOf(body, 'ETag'), ...textsOf(body, 'ChecksumCRC32')]).toEqual([
    200,
    '&quot;5d41402abc4b2a76b9719d911017c592&quot;',
    'NhCmhg==',
  ]);
  const get = await s3.send('GET', TARGET);
  expect(get.body.toString()).toBe('hello');
  expect(get.headers).toMatchObject({
    'content-type': 'text/plain',
    'x-amz-meta-a': 'b',
    'x-amz-tagging-count': '1',
  });
  expect(get.headers['x-amz-storage-class']).toBeUndefined();
});

test('the directives replace metadata and tags', async () => {
  await copy({
    'x-amz-object-annotation-directive': 'EXCLUDE',
    'x-amz-metadata-directive': 'REPLACE',
    'x-amz-tagging-directive': 'REPLACE',
    'x-amz-meta-c': 'd',
    'x-amz-storage-class': 'ONEZONE_IA',
    'x-amz-checksum-algorithm': 'sha1',
  });
  const { headers } = await s3.send('GET', TARGET, {
    headers: { 'x-amz-checksum-mode': 'ENABLED' },
  });
  expect(headers).toMatchObject({
    'content-type': 'binary/octet-stream',
    'x-amz-meta-c': 'd',
    'x-amz-storage-class': 'ONEZONE_IA',
    'x-amz-checksum-sha1': 'qvTGHdzF6KLavt4PO0gs2a6pQ00=',
  });
  expect(headers['x-amz-meta-a'] ?? headers['x-amz-tagging-count']).toBeUndefined();
});

test('the caller needs to read the source and its tags, and to write the target and its tags', async () => {
  await copy();
  const source = 'arn:aws:s3:::amzn-s3-demo-bucket/from/ü +';
  const target = 'arn:aws:s3:::amzn-s3-demo-target/to';
  expect(s3.asked.map(({ action, resource }) => [action, resource])).toEqual([
    ['s3:PutObject', target],
    ['s3:GetObject', source],
    ['s3:GetObjectTagging', source],
    ['s3:PutObjectTagging', target],
  ]);
  expect(s3.asked[0]?.context).toMatchObject({
    's3:x-amz-copy-source': 'amzn-s3-demo-bucket/from/%C3%BC%20%2B',
    's3:ObjectCreationOperation': 'true',
  });
  expect(s3.asked[1]?.context).toMatchObject({ 's3:ExistingObjectTag/team': 'a' });
  for (const action of new Set(s3.asked.map((request) => request.action))) {
    s3.denied.clear();
    s3.denied.add(action);
    expect((await copy({}, '/amzn-s3-demo-target/denied')).status).toBe(403);
    s3.denied.clear();
    expect((await s3.send('HEAD', '/amzn-s3-demo-target/denied')).status).toBe(404);
  }
});

test('a missing source is 404 for callers who may list it, and 403 for others', async () => {
  const missing = { 'x-amz-copy-source': '/amzn-s3-demo-bucket/missing' };
  expect((await copy(missing)).status).toBe(404);
  s3.denied.add('s3:ListBucket');
  expect((await copy(missing)).status).toBe(403);
  expect(s3.asked.at(-1)?.context).toMatchObject({ 's3:prefix': 'missing' });
});

test.each([
  [{ 'x-amz-copy-source-if-match': '"5d41402abc4b2a76b9719d911017c592"' }, 200],
  [{ 'x-amz-copy-source-if-match': '"x"' }, 412],
  [{ 'x-amz-copy-source-if-none-match': '"x"' }, 200],
  [{ 'x-amz-copy-source-if-none-match': '5d41402abc4b2a76b9719d911017c592' }, 412],
  [{ 'x-amz-copy-source-if-modified-since': 'Sat, 21 Nov 2026 11:59:59 GMT' }, 200],
  [{ 'x-amz-copy-source-if-modified-since': 'Sat, 21 Nov 2026 12:00:00 GMT' }, 412],
  [{ 'x-amz-copy-source-if-unmodified-since': 'Sat, 21 Nov 2026 11:59:59 GMT' }, 412],
  [{ 'if-none-match': '*' }, 200],
])('a copy on the condition %j answers %d', async (headers, status) => {
  expect((await copy(headers)).status).toBe(status);
});

test('If-None-Match protects a target that exists', async () => {
  await copy();
  expect((await copy({ 'if-none-match': '*' })).status).toBe(412);
});

test.each([
  ['InvalidRequest', {}],
  ['InvalidRequest', { 'x-amz-tagging-directive': 'REPLACE' }],
])('%s for a copy to itself that changes nothing: %j', async (code, headers) => {
  expect(textsOf((await copy(headers, SOURCE)).body, 'Code')).toEqual([code]);
});

test('a copy to itself can replace the metadata', async () => {
  const headers = { 'x-amz-metadata-directive': 'REPLACE', 'x-amz-meta-new': 'x' };
  expect((await copy(headers, SOURCE)).status).toBe(200);
  const get = await s3.send('GET', SOURCE);
  expect([get.body.toString(), get.headers['x-amz-meta-new']]).toEqual(['hello', 'x']);
});

test.each([
  ['InvalidArgument', { 'x-amz-copy-source': 'amzn-s3-demo-bucket' }],
  ['InvalidArgument', { 'x-amz-copy-source': 'amzn-s3-demo-bucket/%zz' }],
  ['InvalidArgument', { 'x-amz-metadata-directive': 'KEEP' }],
  ['InvalidArgument', { [TAGGING]: 'a=b' }],
  ['NotImplemented', { 'x-amz-object-annotation-directive': 'COPY' }],
  ['NoSuchBucket', { 'x-amz-copy-source': 'amzn-s3-demo-missing/key' }],
  ['AccessDenied', { 'x-amz-source-expected-bucket-owner': '444455556666' }],
])('%s for %j', async (code, headers) => {
  expect(textsOf((await copy(headers)).body, 'Code')).toEqual([code]);
});
