import { S3Client } from '@aws-sdk/client-s3';
import type { BrokerError } from '../../core/broker-error.ts';
import { S3ObjectKeys } from '../../lambda/adapters/object-keys.ts';
import { inOrder, type StubAnswer, StubAws } from './stub-aws.ts';

const CREDENTIALS = {
  accessKeyId: 'ASIA1',
  secretAccessKey: 's',
  sessionToken: 't',
  expiration: new Date('2026-11-21T21:00:00Z'),
};
const REQUEST = { bucket: 'reports', prefix: 'a b/', maxKeys: 2 };

let s3: StubAws;

beforeEach(async () => {
  s3 = await StubAws.start();
});

afterEach(() => s3.close());

/** The XML of a page with one key. */
const OBJECT = `<Key>k</Key><ETag>"e"</ETag><Size>3</Size><LastModified>2026-11-21T20:00:00.000Z</LastModified>`;
const pageOf = (content: string): StubAnswer => ({
  status: 200,
  contentType: 'application/xml',
  body: `<ListBucketResult>${content}</ListBucketResult>`,
});

const fault = (code: string, status: number, headers = {}): StubAnswer => ({
  status,
  headers,
  contentType: 'application/xml',
  body: `<Error><Code>${code}</Code><Message>AWS said so</Message></Error>`,
});

test('keys are decoded', async () => {
  s3.answer = () => ({
    status: 200,
    contentType: 'application/xml',
    body: `<ListBucketResult><Name>reports</Name><Prefix>a+b/</Prefix><KeyCount>2</KeyCount><MaxKeys>2</MaxKeys>
        <IsTruncated>true</IsTruncated><NextContinuationToken>next</NextContinuationToken><EncodingType>url</EncodingType>
        <Contents><Key>a+b/1%2B1%25</Key><ETag>"e"</ETag><Size>3</Size><LastModified>2026-11-21T20:00:00.000Z</LastModified></Contents>
        <CommonPrefixes><Prefix>a+b/%E6%97%A5/</Prefix></CommonPrefixes></ListBucketResult>`,
  });
  await expect(new S3ObjectKeys().list(CREDENTIALS, REQUEST)).resolves.toEqual({
    name: 'reports',
    prefix: 'a b/',
    keyCount: 2,
    maxKeys: 2,
    isTruncated: true,
    nextContinuationToken: 'next',
    contents: [
      {
        objectKey: 'a b/1+1%',
        eTag: '"e"',
        size: 3,
        lastModified: new Date('2026-11-21T20:00:00Z'),
        storageClass: undefined,
      },
    ],
    commonPrefixes: ['a b/日/'],
  });
  expect(s3.requests.map(({ headers }) => headers['user-agent'])).toEqual(['federation-broker']);
});

test.each<[string, string, number, StubAnswer]>([
  ['a refusal', 'BucketAccessDenied', 1, fault('AccessDenied', 403)],
  ['a disabled bucket', 'BucketAccessDenied', 1, fault('AllAccessDisabled', 403)],
  ['a token that S3 cannot read', 'BucketAccessDenied', 1, fault('InvalidToken', 400)],
  ['an expired session', 'BucketAccessDenied', 1, fault('ExpiredToken', 400)],
  ['a session that S3 no longer knows', 'BucketAccessDenied', 1, fault('InvalidAccessKeyId', 403)],
  ['a missing bucket', 'NoSuchBucket', 1, fault('NoSuchBucket', 404)],
  ['a forged continuation token', 'InvalidRequest', 1, fault('InvalidArgument', 400)],
  ['throttling', 'Throttled', 3, fault('SlowDown', 503)],
  ['a fault of S3', 'UpstreamFailure', 3, fault('InternalError', 500)],
  ['a broken connection', 'UpstreamFailure', 3, 'reset'],
  ['silence', 'UpstreamTimeout', 2, 'never'],
])('%s becomes %s', async (_, code, attempts, answer) => {
  s3.answer = () => answer;
  const failure: unknown = await new S3ObjectKeys()
    .list(CREDENTIALS, REQUEST)
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ code });
  expect((failure as BrokerError).message).not.toContain('AWS said so');
  expect(s3.requests.length).toBe(attempts);
});

test.each([
  [
    'AccessDenied',
    'One of your grants covers the listing, but Amazon S3 refused it. Check the bucket policy, the account and the KMS key of reports.',
  ],
  ['NoSuchBucket', 'The bucket reports does not exist.'],
  ['InvalidArgument', 'continuation-token: must be from an earlier listing of this bucket.'],
])('%s has a message of ours, and the error of S3 as cause', async (name, message) => {
  s3.answer = () => fault(name, 400);
  await expect(new S3ObjectKeys().list(CREDENTIALS, REQUEST)).rejects.toMatchObject({
    message,
    cause: { name, message: 'AWS said so' },
  });
});

test('members that S3 omits have default values', async () => {
  s3.answer = () => pageOf('<KeyCount>0</KeyCount>');
  await expect(
    new S3ObjectKeys().list(CREDENTIALS, { bucket: 'reports', maxKeys: 2 }),
  ).resolves.toEqual({
    name: 'reports',
    prefix: '',
    keyCount: 0,
    maxKeys: 2,
    isTruncated: false,
    nextContinuationToken: undefined,
    contents: [],
    commonPrefixes: [],
  });
});

test('maxKeys is the size that S3 reports', async () => {
  s3.answer = () => pageOf('<KeyCount>0</KeyCount><MaxKeys>1</MaxKeys>');
  await expect(new S3ObjectKeys().list(CREDENTIALS, REQUEST)).resolves.toMatchObject({
    maxKeys: 1,
  });
});

test.each(['Key', 'ETag', 'Size', 'LastModified'])(
  'an object without %s is a failure',
  async (member) => {
    const without = OBJECT.replace(new RegExp(`<${member}>.*</${member}>`), '');
    s3.answer = () => pageOf(`<KeyCount>1</KeyCount><Contents>${without}</Contents>`);
    await expect(new S3ObjectKeys().list(CREDENTIALS, REQUEST)).rejects.toMatchObject({
      code: 'UpstreamFailure',
      cause: {
        message: 'The answer of ListObjectsV2 has an object without key, ETag, size or time.',
      },
    });
  },
);

test('a page without KeyCount is a failure', async () => {
  s3.answer = () => pageOf(`<Contents>${OBJECT}</Contents>`);
  await expect(new S3ObjectKeys().list(CREDENTIALS, REQUEST)).rejects.toMatchObject({
    code: 'UpstreamFailure',
    cause: { message: 'The answer of ListObjectsV2 has no KeyCount.' },
  });
});

test('an answer with Retry-After is not retried', async () => {
  s3.answer = () => fault('SlowDown', 503, { 'retry-after': '20' });
  await expect(new S3ObjectKeys().list(CREDENTIALS, REQUEST)).rejects.toMatchObject({
    code: 'Throttled',
  });
  expect(s3.requests).toHaveLength(1);
});

test('each session has its own client', async () => {
  s3.answer = () => pageOf('<KeyCount>0</KeyCount>');
  const send = jest.spyOn(S3Client.prototype, 'send');
  const objectKeys = new S3ObjectKeys();
  await objectKeys.list(CREDENTIALS, REQUEST);
  await objectKeys.list(CREDENTIALS, REQUEST);
  await objectKeys.list({ ...CREDENTIALS }, REQUEST);
  const [first, second, third] = send.mock.contexts;
  send.mockRestore();
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test('the request follows a bucket to its region', async () => {
  s3.answer = inOrder(
    fault('PermanentRedirect', 301, { 'x-amz-bucket-region': 'eu-west-1' }),
    pageOf('<KeyCount>0</KeyCount>'),
  );
  await new S3ObjectKeys().list(CREDENTIALS, REQUEST);
  expect(s3.requests.map(({ headers }) => headers.authorization)).toEqual([
    expect.stringContaining('/us-east-1/s3/'),
    expect.stringContaining('/eu-west-1/s3/'),
  ]);
});

test('the request is signed for the Region of the bucket', async () => {
  s3.answer = () => pageOf('<KeyCount>0</KeyCount>');
  await new S3ObjectKeys().list({ ...CREDENTIALS }, { ...REQUEST, region: 'eu-central-1' });
  expect(s3.requests.map(({ headers }) => headers.authorization)).toEqual([
    expect.stringContaining('/eu-central-1/s3/aws4_request'),
  ]);
});
