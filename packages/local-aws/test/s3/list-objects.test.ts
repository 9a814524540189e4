import { XMLParser } from 'fast-xml-parser';
import { S3Fixture, textsOf } from './s3-fixture.ts';

const BUCKET = 'amzn-s3-demo-bucket';
let s3: S3Fixture;

beforeEach(() => {
  s3 = new S3Fixture();
  s3.service.createBucket(BUCKET);
});

function seed(...keys: string[]): void {
  for (const key of keys) {
    s3.service.putObject(BUCKET, key, `content of ${key}`);
  }
}

describe('ListObjectsV2', () => {
  test('shows key, ETag, size, time and storage class of each object', async () => {
    s3.service.putObject(BUCKET, 'a.txt', 'hello');
    const { status, headers, body } = await s3.send('GET', `/${BUCKET}?list-type=2`);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/xml');
    expect(body).toContain(
      '<Contents><Key>a.txt</Key><LastModified>2026-11-21T12:00:00.000Z</LastModified>' +
        '<ETag>&quot;5d41402abc4b2a76b9719d911017c592&quot;</ETag><ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm>' +
        '<ChecksumType>FULL_OBJECT</ChecksumType><Size>5</Size>' +
        '<StorageClass>STANDARD</StorageClass></Contents>',
    );
    expect(textsOf(body, 'KeyCount')).toEqual(['1']);
    expect(textsOf(body, 'MaxKeys')).toEqual(['1000']);
    expect(textsOf(body, 'IsTruncated')).toEqual(['false']);
  });

  test('counts keys and common prefixes together', async () => {
    seed('a', 'dir/1', 'dir/2', 'dir2/3');
    const { body } = await s3.send('GET', `/${BUCKET}?list-type=2&delimiter=%2F`);
    expect(textsOf(body, 'Key')).toEqual(['a']);
    expect(body).toContain(
      '<CommonPrefixes><Prefix>dir/</Prefix></CommonPrefixes><CommonPrefixes><Prefix>dir2/</Prefix></CommonPrefixes>',
    );
    expect(textsOf(body, 'KeyCount')).toEqual(['3']);
    expect(textsOf(body, 'Delimiter')).toEqual(['/']);
  });

  test('continues at the token and then ignores start-after', async () => {
    seed('a', 'b', 'c', 'd');
    const first = await s3.send('GET', `/${BUCKET}?list-type=2&max-keys=2&start-after=a`);
    expect(textsOf(first.body, 'Key')).toEqual(['b', 'c']);
    const [token = ''] = textsOf(first.body, 'NextContinuationToken');
    const second = await s3.send(
      'GET',
      `/${BUCKET}?list-type=2&start-after=a&continuation-token=${encodeURIComponent(token)}`,
    );
    expect(textsOf(second.body, 'Key')).toEqual(['d']);
    expect(textsOf(second.body, 'ContinuationToken')).toEqual([token]);
    expect(textsOf(second.body, 'NextContinuationToken')).toEqual([]);
  });

  test('returns at most 1,000 entries', async () => {
    seed(...Array.from({ length: 1001 }, (_, index) => `k${index}`));
    const { body } = await s3.send('GET', `/${BUCKET}?list-type=2&max-keys=5000`);
    expect(textsOf(body, 'KeyCount')).toEqual(['1000']);
    expect(textsOf(body, 'MaxKeys')).toEqual(['1000']);
    expect(textsOf(body, 'IsTruncated')).toEqual(['true']);
  });

  test('names the owner only on request', async () => {
    seed('a');
    expect(await s3.texts(`/${BUCKET}?list-type=2`, 'ID')).toEqual([]);
    expect(await s3.texts(`/${BUCKET}?list-type=2&fetch-owner=true`, 'ID')).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ]);
  });

  test('shows objects that were put and deleted since the last listing', async () => {
    seed('b');
    expect(await s3.texts(`/${BUCKET}?list-type=2`, 'Key')).toEqual(['b']);
    seed('a', 'c');
    await s3.send('DELETE', `/${BUCKET}/b`);
    expect(await s3.texts(`/${BUCKET}?list-type=2`, 'Key')).toEqual(['a', 'c']);
  });

  test.each([
    ['max-keys=-1'],
    ['max-keys=ten'],
    ['max-keys='],
    ['max-keys=2147483648'],
    ['encoding-type=base64'],
    ['continuation-token=bm90IG91cnM'],
    ['continuation-token='],
    ['fetch-owner=yes'],
    ['prefix=a&prefix=b'],
  ])('refuses %s as InvalidArgument', async (query) => {
    const { status, body } = await s3.send('GET', `/${BUCKET}?list-type=2&${query}`);
    expect(status).toBe(400);
    expect(textsOf(body, 'Code')).toEqual(['InvalidArgument']);
  });

  test('refuses a list type other than 2', async () => {
    const { body } = await s3.send('GET', `/${BUCKET}?list-type=3`);
    expect(textsOf(body, 'Code')).toEqual(['InvalidArgument']);
  });
});

describe('keys', () => {
  const ODD_KEYS = [
    'plain.txt',
    'with space and + and %20.txt',
    'quotes "double" and \'single\'.txt',
    'angle <b>&amp;</b>',
    'Grüße/日本語/😀',
    'line\nfeed',
    'carriage\rreturn\ttab',
    '/leading//double/',
    '~!*()',
    '..',
  ];

  test('of every kind are listed unchanged', async () => {
    seed(...ODD_KEYS);
    const { body } = await s3.send('GET', `/${BUCKET}?list-type=2`);
    const parser = new XMLParser({
      parseTagValue: false,
      trimValues: false,
      htmlEntities: true,
      isArray: (name) => name === 'Contents',
    });
    const listed: { Key: string }[] = parser.parse(body.toString()).ListBucketResult.Contents;
    expect(new Set(listed.map(({ Key }) => Key))).toEqual(new Set(ODD_KEYS));
  });

  test('of every kind can be decoded from encoding-type=url', async () => {
    const keys = [...ODD_KEYS, 'control\u0001\u0000character', '\ufffe'];
    seed(...keys);
    const listed = await s3.texts(`/${BUCKET}?list-type=2&encoding-type=url`, 'Key');
    const decoded = listed.map((key) => decodeURIComponent(key.replaceAll('+', '%20')));
    expect(new Set(decoded)).toEqual(new Set(keys));
  });

  test('that XML 1.0 cannot hold become numeric references without an encoding type', async () => {
    seed('\u0001\r');
    expect(await s3.texts(`/${BUCKET}?list-type=2`, 'Key')).toEqual(['&#1;&#13;']);
  });

  test('are encoded as on S3', async () => {
    seed('dir a/test_file(3).png', "dir a/~!*'");
    const query = 'list-type=2&encoding-type=url&prefix=dir+a/&delimiter=%2B&start-after=dir%20a';
    const { body } = await s3.send('GET', `/${BUCKET}?${query}`);
    expect(textsOf(body, 'Key')).toEqual(['dir+a/test_file%283%29.png', 'dir+a/%7E%21*%27']);
    expect(textsOf(body, 'Prefix')).toEqual(['dir+a/']);
    expect(textsOf(body, 'Delimiter')).toEqual(['%2B']);
    expect(textsOf(body, 'StartAfter')).toEqual(['dir+a']);
    expect(textsOf(body, 'EncodingType')).toEqual(['url']);
  });
});

describe('ListObjects', () => {
  test('continues after a marker, and names the next one if there is a delimiter', async () => {
    seed('a/1', 'a/2', 'b/1', 'c');
    const first = await s3.send('GET', `/${BUCKET}?delimiter=/&max-keys=1`);
    expect(textsOf(first.body, 'NextMarker')).toEqual(['a/']);
    const second = await s3.send('GET', `/${BUCKET}?delimiter=/&max-keys=1&marker=a/`);
    expect(textsOf(second.body, 'NextMarker')).toEqual(['b/']);
    const last = await s3.send('GET', `/${BUCKET}?delimiter=/&marker=b/`);
    expect(textsOf(last.body, 'Key')).toEqual(['c']);
    expect(textsOf(last.body, 'NextMarker')).toEqual([]);
  });

  test('names no next marker without a delimiter', async () => {
    seed('a', 'b');
    const { body } = await s3.send('GET', `/${BUCKET}?max-keys=1`);
    expect(textsOf(body, 'IsTruncated')).toEqual(['true']);
    expect(textsOf(body, 'NextMarker')).toEqual([]);
    expect(textsOf(body, 'Marker')).toEqual(['']);
  });
});
