import type { BrokerError } from '../../core/broker-error.ts';
import { S3ObjectKeys } from '../../lambda/adapters/object-keys.ts';
import { type StubAnswer, StubAws } from './stub-aws.ts';

jest.setTimeout(30_000);

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

const fault = (code: string, status: number): StubAnswer => ({
  status,
  contentType: 'application/xml',
  body: `<Error><Code>${code}</Code><Message>AWS said so</Message></Error>`,
});

test('keys come back as they are, whatever the encoding made of them', async () => {
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
  ['an expired session', 'BucketAccessDenied', 1, fault('ExpiredToken', 400)],
  ['a session that S3 no longer knows', 'BucketAccessDenied', 1, fault('InvalidAccessKeyId', 403)],
  ['a bucket that is not there', 'NoSuchBucket', 1, fault('NoSuchBucket', 404)],
  ['a forged continuation token', 'InvalidRequest', 1, fault('InvalidArgument', 400)],
  ['throttling', 'Throttled', 3, fault('SlowDown', 503)],
  ['a fault of S3', 'UpstreamFailure', 3, fault('InternalError', 500)],
  ['a broken connection', 'UpstreamFailure', 3, 'reset'],
  ['silence', 'UpstreamTimeout', 2, 'never'],
])('%s becomes %s in the end', async (_, code, attempts, answer) => {
  s3.answer = () => answer;
  const failure: unknown = await new S3ObjectKeys()
    .list(CREDENTIALS, REQUEST)
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ code });
  expect((failure as BrokerError).message).not.toContain('AWS said so');
  expect(s3.requests.length).toBe(attempts);
});
