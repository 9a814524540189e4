import { S3Fixture, textsOf } from './s3-fixture.ts';

const URL = '/amzn-s3-demo-bucket/key';
const ETAG = '"5d41402abc4b2a76b9719d911017c592"';
const AT = 'Sat, 21 Nov 2026 12:00:00 GMT';
const BEFORE = 'Sat, 21 Nov 2026 11:59:59 GMT';
let s3: S3Fixture;

beforeEach(() => {
  s3 = new S3Fixture();
  s3.service.createBucket('amzn-s3-demo-bucket');
  s3.service.putObject('amzn-s3-demo-bucket', 'key', 'hello');
});

describe('a read', () => {
  test.each([
    [{ 'if-match': ETAG }, 200],
    [{ 'if-match': '5d41402abc4b2a76b9719d911017c592' }, 200],
    [{ 'if-match': `"x", ${ETAG}` }, 200],
    [{ 'if-match': '*' }, 200],
    [{ 'if-match': '"x"' }, 412],
    [{ 'if-none-match': '"x"' }, 200],
    [{ 'if-none-match': ETAG }, 304],
    [{ 'if-modified-since': BEFORE }, 200],
    [{ 'if-modified-since': AT }, 304],
    [{ 'if-modified-since': 'yesterday' }, 200],
    [{ 'if-unmodified-since': AT }, 200],
    [{ 'if-unmodified-since': BEFORE }, 412],
    [{ 'if-match': ETAG, 'if-unmodified-since': BEFORE }, 200],
    [{ 'if-none-match': '"x"', 'if-modified-since': AT }, 200],
    [{ 'if-match': '"x"', 'if-none-match': ETAG }, 412],
  ])('on the condition %j answers %d, also to HEAD', async (headers, status) => {
    expect((await s3.send('HEAD', URL, { headers })).status).toBe(status);
    const get = await s3.send('GET', URL, { headers });
    expect(get.status).toBe(status);
    if (status === 304) {
      expect([get.body, get.headers.etag, get.headers['last-modified']]).toEqual(['', ETAG, AT]);
    }
  });

  test('that the caller may not do is denied, whatever its condition', async () => {
    s3.denied.add('s3:GetObject');
    expect((await s3.send('GET', URL, { headers: { 'if-none-match': ETAG } })).status).toBe(403);
  });
});

describe('a write', () => {
  const put = (headers: Record<string, string>, url = URL) =>
    s3.send('PUT', url, { headers, body: 'new' });

  test.each([
    [{ 'if-none-match': '*' }, 412, 'hello'],
    [{ 'if-match': '"x"' }, 412, 'hello'],
    [{ 'if-match': ETAG }, 200, 'new'],
  ])('over an object on the condition %j answers %d', async (headers, status, content) => {
    expect((await put(headers)).status).toBe(status);
    expect((await s3.send('GET', URL)).body.toString()).toBe(content);
  });

  test.each([
    [{ 'if-none-match': '*' }, 200],
    [{ 'if-match': ETAG }, 404],
  ])('to a new key on the condition %j answers %d', async (headers, status) => {
    expect((await put(headers, `${URL}2`)).status).toBe(status);
    expect((await s3.send('HEAD', `${URL}2`)).status).toBe(status);
  });

  test('has its condition in a condition key, and an ETag needs the permission to read', async () => {
    await put({ 'if-none-match': '*' });
    await put({ 'if-match': ETAG });
    expect(s3.asked).toMatchObject([
      {
        action: 's3:PutObject',
        context: { 's3:if-none-match': '*', 's3:ObjectCreationOperation': 'true' },
      },
      { action: 's3:PutObject', context: { 's3:if-match': ETAG } },
      { action: 's3:GetObject' },
    ]);
  });

  test('of two at the same time, one finds the object of the other', async () => {
    const both = await Promise.all([1, 2].map(() => put({ 'if-none-match': '*' }, `${URL}2`)));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  });
});

test.each([
  [{ 'if-match': '"x"' }, 412],
  [{ 'if-match': ETAG }, 204],
  [{ 'if-match': '*' }, 204],
])('a deletion on the condition %j answers %d', async (headers, status) => {
  const { status: answered, body } = await s3.send('DELETE', URL, { headers });
  expect(answered).toBe(status);
  expect(textsOf(body, 'Condition')).toEqual(status === 412 ? ['If-Match'] : []);
  expect((await s3.send('HEAD', URL)).status).toBe(status === 412 ? 200 : 404);
  expect((await s3.send('DELETE', `${URL}2`, { headers })).status).toBe(204);
});
