import { S3Fixture, textsOf } from './s3-fixture.ts';

const BUCKET = 'amzn-s3-demo-bucket';
const URL = `/${BUCKET}/a/%C3%BC`;
const OBJECT_ARN = `arn:aws:s3:::${BUCKET}/a/ü`;
const ALGORITHM = 'x-amz-server-side-encryption';
const KEY = 'x-amz-server-side-encryption-aws-kms-key-id';

let s3: S3Fixture;
let keyArn: string;
let keyId: string;

beforeEach(() => {
  s3 = new S3Fixture();
  ({ arn: keyArn, keyId } = s3.kms.createKey());
  s3.service.createBucket(BUCKET);
});

function actions(): string[] {
  return s3.asked.map(({ action }) => action);
}

test.each([
  ['nothing', () => ({})],
  ['AES256', () => ({ [ALGORITHM]: 'AES256' })],
])('%s requested: S3’s own key is used, which needs no permission', async (_name, headersOf) => {
  const put = await s3.send('PUT', URL, { body: 'hello', headers: headersOf() });
  expect(put.headers).toMatchObject({ [ALGORITHM]: 'AES256' });
  expect((await s3.send('GET', URL)).headers).toMatchObject({ [ALGORITHM]: 'AES256' });
  expect(actions()).toEqual(['s3:PutObject', 's3:GetObject']);
});

test.each([
  ['its ARN', () => keyArn],
  ['its id', () => keyId],
])(
  'a KMS key by %s is used on behalf of the caller, and every answer names it',
  async (_name, name) => {
    const headers = { [ALGORITHM]: 'aws:kms', [KEY]: name() };
    const put = await s3.send('PUT', URL, { body: 'hello', headers });
    const get = await s3.send('GET', URL);
    const head = await s3.send('HEAD', URL);
    for (const answer of [put, get, head]) {
      expect(answer).toMatchObject({
        status: 200,
        headers: { [ALGORITHM]: 'aws:kms', [KEY]: keyArn },
      });
    }
    const use = {
      resource: keyArn,
      viaAwsService: true,
      context: expect.objectContaining({ 'kms:EncryptionContext:aws:s3:arn': OBJECT_ARN }),
    };
    expect(s3.asked).toMatchObject([
      {
        action: 's3:PutObject',
        context: { [`s3:${ALGORITHM}`]: 'aws:kms', [`s3:${KEY}`]: name() },
      },
      { action: 'kms:GenerateDataKey', ...use },
      { action: 's3:GetObject' },
      { action: 'kms:Decrypt', ...use },
      { action: 's3:GetObject' },
    ]);
    expect(s3.asked.filter(({ action }) => action.startsWith('kms:'))).toEqual([
      expect.not.objectContaining({ sourceIp: expect.anything() }),
      expect.not.objectContaining({ sourceIp: expect.anything() }),
    ]);
  },
);

test('the default key of a bucket is used if the request names none', async () => {
  s3.service.createBucket('amzn-s3-demo-bucket1', { kmsKeyArn: keyArn });
  const url = '/amzn-s3-demo-bucket1/key';
  expect((await s3.send('PUT', url)).headers[KEY]).toBe(keyArn);
  expect(Object.keys(s3.asked[0]?.context ?? {}).join()).not.toContain('encryption');
  s3.service.putObject('amzn-s3-demo-bucket1', 'seeded', 'hello');
  expect((await s3.send('HEAD', '/amzn-s3-demo-bucket1/seeded')).headers[KEY]).toBe(keyArn);
  const plain = await s3.send('PUT', url, { headers: { [ALGORITHM]: 'AES256' } });
  expect(plain.headers[KEY]).toBeUndefined();
});

test.each([
  ['PUT', 'kms:GenerateDataKey'],
  ['GET', 'kms:Decrypt'],
])('%s without %s is AccessDenied and changes nothing', async (method, action) => {
  const headers = { [ALGORITHM]: 'aws:kms', [KEY]: keyArn };
  await s3.send('PUT', URL, { body: 'hello', headers });
  s3.denied.add(action);
  const put = { body: 'other', headers };
  const { status, body } = await s3.send(method, URL, method === 'PUT' ? put : {});
  expect([status, ...textsOf(body, 'Code')]).toEqual([403, 'AccessDenied']);
  expect(textsOf(body, 'Message')).toEqual([`no ${action} on ${keyArn}`]);
  s3.denied.clear();
  expect((await s3.send('GET', URL)).body.toString()).toBe('hello');
});

test.each([
  ['no checksum', {}, 200],
  ['the checksum', { 'x-amz-checksum-mode': 'ENABLED' }, 403],
])('HeadObject without kms:Decrypt that requests %s, %j, is %d', async (_, headers, status) => {
  const encrypted = { [ALGORITHM]: 'aws:kms', [KEY]: keyArn };
  await s3.send('PUT', URL, { body: 'hello', headers: encrypted });
  s3.denied.add('kms:Decrypt');
  expect((await s3.send('HEAD', URL, { headers })).status).toBe(status);
});

test('a multipart upload needs to generate the key once, and to decrypt it for each part', async () => {
  const headers = { [ALGORITHM]: 'aws:kms', [KEY]: keyArn };
  const start = await s3.send('POST', `${URL}?uploads`, { headers });
  const upload = `${URL}?uploadId=${textsOf(start.body, 'UploadId')[0]}`;
  const put = await s3.send('PUT', `${upload}&partNumber=1`, { body: 'hello' });
  const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${put.headers.etag}</ETag></Part></CompleteMultipartUpload>`;
  const done = await s3.send('POST', upload, { body });
  for (const answer of [start, put, done, await s3.send('HEAD', URL)]) {
    expect([answer.status, answer.headers[KEY]]).toEqual([200, keyArn]);
  }
  expect(actions()).toEqual([
    's3:PutObject',
    'kms:GenerateDataKey',
    's3:PutObject',
    'kms:Decrypt',
    's3:PutObject',
    's3:GetObject',
  ]);
});

test('listing and deleting need no key', async () => {
  await s3.send('PUT', URL, { headers: { [ALGORITHM]: 'aws:kms', [KEY]: keyArn } });
  s3.denied.add('kms:Decrypt').add('kms:GenerateDataKey');
  expect(await s3.texts(`/${BUCKET}?list-type=2`, 'Key')).toEqual(['a/ü']);
  expect((await s3.send('DELETE', URL)).status).toBe(204);
});

test('anonymous callers cannot read objects that a KMS key encrypts', async () => {
  await s3.send('PUT', URL, { headers: { [ALGORITHM]: 'aws:kms', [KEY]: keyArn } });
  const { body } = await s3.send('GET', URL, { principal: { kind: 'anonymous' } });
  expect(textsOf(body, 'Code')).toEqual(['InvalidArgument']);
});

test.each([
  ['InvalidArgument', { [KEY]: 'any' }],
  ['InvalidArgument', { [ALGORITHM]: 'AES256', [KEY]: 'any' }],
  ['InvalidArgument', { [ALGORITHM]: 'aes256' }],
  ['InvalidArgument', { [ALGORITHM]: '' }],
  ['KMS.NotFoundException', { [ALGORITHM]: 'aws:kms', [KEY]: 'no-key' }],
  ['NotImplemented', { [ALGORITHM]: 'aws:kms' }],
  ['NotImplemented', { [ALGORITHM]: 'aws:kms:dsse', [KEY]: 'any' }],
  ['NotImplemented', { 'x-amz-server-side-encryption-bucket-key-enabled': 'true' }],
  ['NotImplemented', { 'x-amz-server-side-encryption-context': 'e30=' }],
  ['NotImplemented', { 'x-amz-server-side-encryption-customer-algorithm': 'AES256' }],
])('%s for %j', async (code, headers) => {
  const { body } = await s3.send('PUT', URL, { body: 'hello', headers });
  expect(textsOf(body, 'Code')).toEqual([code]);
  expect((await s3.send('HEAD', URL)).status).toBe(404);
});

test('a bucket cannot have a default key that does not exist', () => {
  expect(() => s3.service.createBucket('amzn-s3-demo-bucket1', { kmsKeyArn: 'no-key' })).toThrow(
    "Key 'no-key' does not exist",
  );
});

describe('a customer-provided key (SSE-C)', () => {
  const headers = {
    [`${ALGORITHM}-customer-algorithm`]: 'AES256',
    [`${ALGORITHM}-customer-key`]: 'a2V5',
    [`${ALGORITHM}-customer-key-md5`]: 'PG5dtWdKn5NLQNvgGjUOWQ==',
  };

  test('has a condition key with which policies deny it', async () => {
    s3.denied.add('s3:PutObject');
    const { status, body } = await s3.send('PUT', URL, { headers });
    expect([status, ...textsOf(body, 'Code')]).toEqual([403, 'AccessDenied']);
    expect(s3.asked[0]?.context).toMatchObject({
      [`s3:${ALGORITHM}-customer-algorithm`]: 'AES256',
    });
  });

  test.each(Object.entries(headers))('is not supported if allowed: %s', async (name, value) => {
    const { status, body } = await s3.send('PUT', URL, { headers: { [name]: value } });
    expect([status, ...textsOf(body, 'Code')]).toEqual([501, 'NotImplemented']);
    expect(textsOf(body, 'Message')[0]).toContain(name);
    expect((await s3.send('GET', URL)).status).toBe(404);
  });
});
