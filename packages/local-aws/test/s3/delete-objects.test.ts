import { createHash } from 'node:crypto';
import { S3Fixture, textsOf } from './s3-fixture.ts';

const URL = '/amzn-s3-demo-bucket?delete';
const xml = (...keys: string[]) =>
  `<Delete>${keys.map((key) => `<Object><Key>${key}</Key></Object>`).join('')}</Delete>`;
let s3: S3Fixture;

beforeEach(() => {
  s3 = new S3Fixture();
  s3.service.createBucket('amzn-s3-demo-bucket');
  for (const key of ['a', 'b&c', ' 007 ']) {
    s3.service.putObject('amzn-s3-demo-bucket', key, 'hello');
  }
});

function send(body: string, headers?: Record<string, string>) {
  const md5 = createHash('md5').update(body).digest('base64');
  return s3.send('POST', URL, { body, headers: headers ?? { 'content-md5': md5 } });
}

const remaining = () => s3.texts('/amzn-s3-demo-bucket?list-type=2', 'Key');

test('keys can have numeric and named references', async () => {
  s3.service.putObject('amzn-s3-demo-bucket', '"<\n😀', 'x');
  await send(xml('&#34;&lt;&#xA;&#x1F600;', '&quot;&#60;&#10;😀'));
  expect(await remaining()).toEqual([' 007 ', 'a', 'b&amp;c']);
});

test('deletes every key, also those that do not exist, and names them as they are', async () => {
  const { status, body } = await send(xml('b&amp;c', ' 007 ', 'missing'));
  expect([status, textsOf(body, 'Key')]).toEqual([200, ['b&amp;c', ' 007 ', 'missing']]);
  expect(await remaining()).toEqual(['a']);
});

test('each key is authorized by itself, and a denied one does not stop the others', async () => {
  const denied = 'arn:aws:s3:::amzn-s3-demo-bucket/a';
  s3.deniedResources.add(denied);
  const { status, body } = await send(
    xml('a', 'b&amp;c').replace('<Delete>', '<Delete><Quiet>true</Quiet>'),
  );
  expect([status, textsOf(body, 'Key'), textsOf(body, 'Code')]).toEqual([
    200,
    ['a'],
    ['AccessDenied'],
  ]);
  expect(s3.asked.map(({ action, resource }) => [action, resource])).toEqual([
    ['s3:DeleteObject', denied],
    ['s3:DeleteObject', 'arn:aws:s3:::amzn-s3-demo-bucket/b&c'],
  ]);
  expect(await remaining()).toEqual([' 007 ', 'a']);
});

test('an ETag that does not match fails its key', async () => {
  const etag = '<Key>a</Key><ETag>&quot;x&quot;</ETag>';
  const { body } = await send(xml('a').replace('<Key>a</Key>', etag));
  expect(textsOf(body, 'Code')).toEqual(['PreconditionFailed']);
  expect(await remaining()).toContain('a');
});

test.each([
  ['InvalidRequest', xml('a'), {}],
  ['BadDigest', xml('a'), { 'content-md5': createHash('md5').update('b').digest('base64') }],
  ['BadDigest', xml('a'), { 'x-amz-checksum-crc32': 'AAAAAA==' }],
  ['MalformedXML', '<Delete></Delete>', undefined],
  ['MalformedXML', '<Delete><Object/></Delete>', undefined],
  ['MalformedXML', xml(...Array.from({ length: 1001 }, (_, i) => String(i))), undefined],
  ['NotImplemented', xml('a').replace('</Key>', '</Key><VersionId>1</VersionId>'), undefined],
])('%s for %s', async (code, body, headers) => {
  expect(textsOf((await send(body, headers)).body, 'Code')).toEqual([code]);
  expect(await remaining()).toContain('a');
});
