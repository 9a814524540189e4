import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { S3Fixture, textsOf } from './s3-fixture.ts';

const URL = '/amzn-s3-demo-bucket/key';
/** Too large for memory. */
const body = Buffer.alloc(200_000, 'x');
let folder: string;
let s3: S3Fixture;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'left-files-test-'));
  s3 = new S3Fixture(folder);
  s3.service.createBucket('amzn-s3-demo-bucket');
});

afterEach(() => rmSync(folder, { recursive: true }));

function files(): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  ).length;
}

async function start(): Promise<string> {
  const { body: answer } = await s3.send('POST', `${URL}?uploads`);
  return `${URL}?uploadId=${textsOf(answer, 'UploadId')[0]}`;
}

test('an object that is replaced or deleted leaves no file', async () => {
  await s3.send('PUT', URL, { body });
  await s3.send('PUT', URL, { body });
  expect(files()).toBe(1);
  await s3.send('DELETE', URL);
  expect(files()).toBe(0);
});

test('a refused body leaves no file', async () => {
  const headers = { 'x-amz-checksum-crc32': 'AAAAAA==' };
  expect((await s3.send('PUT', URL, { body, headers })).status).toBe(400);
  expect(files()).toBe(0);
});

test('a write that finds a newer object leaves no file', async () => {
  const put = () => s3.send('PUT', URL, { body, headers: { 'if-none-match': '*' } });
  await Promise.all([put(), put()]);
  expect(files()).toBe(1);
});

test('parts that are replaced, aborted or not named leave no file', async () => {
  const upload = await start();
  const etag = (await s3.send('PUT', `${upload}&partNumber=1`, { body })).headers.etag;
  await s3.send('PUT', `${upload}&partNumber=1`, { body });
  await s3.send('PUT', `${upload}&partNumber=2`, { body });
  expect(files()).toBe(2);
  const xml = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${etag}</ETag></Part></CompleteMultipartUpload>`;
  expect((await s3.send('POST', upload, { body: xml })).status).toBe(200);
  expect(files()).toBe(1);
  await s3.send('DELETE', URL);
  const aborted = await start();
  await s3.send('PUT', `${aborted}&partNumber=1`, { body });
  await s3.send('DELETE', aborted);
  expect(files()).toBe(0);
});

test('a part that arrives after its upload was aborted is refused and leaves no file', async () => {
  const upload = await start();
  const [part, abort] = await Promise.all([
    s3.send('PUT', `${upload}&partNumber=1`, { body }),
    s3.send('DELETE', upload),
  ]);
  expect([part.status, abort.status]).toEqual([404, 204]);
  expect(files()).toBe(0);
});
