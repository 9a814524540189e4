import { S3Fixture, textsOf } from './s3-fixture.ts';

const URL = '/amzn-s3-demo-bucket/key';
const tagging = (...tags: string[]) =>
  `<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet>${tags.join('')}</TagSet></Tagging>`;
const tag = (key: string, value: string) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`;
let s3: S3Fixture;

beforeEach(() => {
  s3 = new S3Fixture();
  s3.service.createBucket('amzn-s3-demo-bucket');
  s3.service.putObject('amzn-s3-demo-bucket', 'key', 'hello');
});

describe('tags', () => {
  test('are replaced, returned and deleted', async () => {
    const body = tagging(tag('a', '1'), tag('b c', 'ü'));
    expect((await s3.send('PUT', `${URL}?tagging`, { body })).status).toBe(200);
    const get = await s3.send('GET', `${URL}?tagging`);
    expect([textsOf(get.body, 'Key'), textsOf(get.body, 'Value')]).toEqual([
      ['a', 'b c'],
      ['1', 'ü'],
    ]);
    expect((await s3.send('GET', URL)).body.toString()).toBe('hello');
    expect((await s3.send('DELETE', `${URL}?tagging`)).status).toBe(204);
    expect(textsOf((await s3.send('GET', `${URL}?tagging`)).body, 'Key')).toEqual([]);
  });

  test('of an upload need a permission of their own, and are condition keys', async () => {
    const headers = { 'x-amz-tagging': 'team=a%20b&empty=' };
    expect((await s3.send('PUT', URL, { headers })).status).toBe(200);
    const keys = {
      's3:RequestObjectTag/team': 'a b',
      's3:RequestObjectTag/empty': '',
      's3:RequestObjectTagKeys': ['team', 'empty'],
    };
    expect(s3.asked).toMatchObject([
      { action: 's3:PutObject', context: keys },
      { action: 's3:PutObjectTagging', context: keys },
    ]);
    s3.denied.add('s3:PutObjectTagging');
    expect((await s3.send('PUT', URL, { headers })).status).toBe(403);
    expect((await s3.send('PUT', URL)).status).toBe(200);
  });

  test('are counted for callers who may read them, and are condition keys of reads', async () => {
    await s3.send('PUT', URL, { headers: { 'x-amz-tagging': 'team=a' } });
    s3.asked.length = 0;
    expect((await s3.send('HEAD', URL)).headers['x-amz-tagging-count']).toBe('1');
    expect(s3.asked[0]?.context).toMatchObject({ 's3:ExistingObjectTag/team': 'a' });
    s3.denied.add('s3:GetObjectTagging');
    expect((await s3.send('HEAD', URL)).headers['x-amz-tagging-count']).toBeUndefined();
    expect((await s3.send('GET', `${URL}?tagging`)).status).toBe(403);
  });

  test.each([
    ['BadRequest', tagging(...Array.from({ length: 11 }, (_, i) => tag(String(i), '')))],
    ['InvalidTag', tagging(tag('k'.repeat(129), ''))],
    ['InvalidTag', tagging(tag('a', 'v'.repeat(257)))],
    ['InvalidTag', tagging(tag('a|b', ''))],
    ['InvalidTag', tagging(tag('a', '1'), tag('a', '2'))],
    ['MalformedXML', tagging('<Tag><Key>a</Key></Tag>')],
    ['MalformedXML', '<Other/>'],
  ])('%s for %s', async (code, body) => {
    const response = await s3.send('PUT', `${URL}?tagging`, { body });
    expect(textsOf(response.body, 'Code')).toEqual([code]);
  });

  test.each([['GET'], ['PUT'], ['DELETE']])('%s of a missing key is 404 or 403', async (method) => {
    const missing = () => s3.send(method, `${URL}2?tagging`, { body: tagging() });
    expect((await missing()).status).toBe(404);
    s3.denied.add('s3:ListBucket');
    expect((await missing()).status).toBe(403);
  });
});

test('a storage class is returned by reads and listings', async () => {
  await s3.send('PUT', URL, { headers: { 'x-amz-storage-class': 'STANDARD_IA' } });
  expect((await s3.send('HEAD', URL)).headers['x-amz-storage-class']).toBe('STANDARD_IA');
  expect(await s3.texts('/amzn-s3-demo-bucket', 'StorageClass')).toEqual(['STANDARD_IA']);
  const { body } = await s3.send('PUT', URL, { headers: { 'x-amz-storage-class': 'COLD' } });
  expect(textsOf(body, 'Code')).toEqual(['InvalidStorageClass']);
});

test('an ACL needs a permission of its own, and can only be one that gives nothing to others', async () => {
  for (const acl of ['private', 'bucket-owner-full-control']) {
    expect((await s3.send('PUT', URL, { headers: { 'x-amz-acl': acl } })).status).toBe(200);
  }
  expect(s3.asked.slice(0, 2)).toMatchObject([
    { action: 's3:PutObject', context: { 's3:x-amz-acl': 'private' } },
    { action: 's3:PutObjectAcl', context: { 's3:x-amz-acl': 'private' } },
  ]);
  const { body } = await s3.send('PUT', URL, { headers: { 'x-amz-acl': 'public-read' } });
  expect(textsOf(body, 'Code')).toEqual(['AccessControlListNotSupported']);
  s3.denied.add('s3:PutObjectAcl');
  expect((await s3.send('PUT', URL, { headers: { 'x-amz-acl': 'private' } })).status).toBe(403);
});

test('parameters of a read set headers of its answer, but not for callers without a signature', async () => {
  const query =
    'response-content-type=text/html&response-content-disposition=a%3B%20b%3D%22%C3%BC%22';
  const { headers } = await s3.send('GET', `${URL}?${query}`);
  expect(headers).toMatchObject({
    'content-type': 'text/html',
    'content-disposition': Buffer.from('a; b="ü"').toString('latin1'),
  });
  const anonymous = { principal: { kind: 'anonymous' } } as const;
  expect((await s3.send('GET', `${URL}?${query}`, anonymous)).status).toBe(400);
});

describe('GetObjectAttributes', () => {
  const ask = (names: string) =>
    s3.send('GET', `${URL}?attributes`, { headers: { 'x-amz-object-attributes': names } });

  test('returns what is asked for', async () => {
    const { body } = await ask('ETag, ObjectSize,StorageClass,Checksum,ObjectParts');
    expect(body).toContain(
      '<ETag>5d41402abc4b2a76b9719d911017c592</ETag><Checksum><ChecksumCRC64NVME>M3eFcAZSQlc=</ChecksumCRC64NVME><ChecksumType>FULL_OBJECT</ChecksumType></Checksum><StorageClass>STANDARD</StorageClass><ObjectSize>5</ObjectSize></GetObjectAttributesResponse>',
    );
    expect((await ask('ObjectSize')).body).not.toContain('ETag');
    expect(textsOf((await ask('Size')).body, 'Code')).toEqual(['InvalidArgument']);
  });

  test.each([['s3:GetObjectAttributes'], ['s3:GetObject']])('needs %s', async (action) => {
    s3.denied.add(action);
    expect((await ask('ETag')).status).toBe(403);
  });

  test('of a missing key is 404 for callers who may list it', async () => {
    await s3.send('DELETE', URL);
    expect((await ask('ETag')).status).toBe(404);
    s3.denied.add('s3:ListBucket');
    expect((await ask('ETag')).status).toBe(403);
  });
});

test('GetBucketLocation returns the region', async () => {
  const { body } = await s3.send('GET', '/amzn-s3-demo-bucket?location');
  expect(body).toContain('>eu-central-1</LocationConstraint>');
});
