import { createHash } from 'node:crypto';
import { findAlgorithm } from '../../src/s3/checksums/checksum-algorithm.ts';
import { S3Fixture, textsOf } from './s3-fixture.ts';

const URL = '/amzn-s3-demo-bucket/large';
const MIB = 1024 * 1024;
const FIRST = Buffer.alloc(5 * MIB, 'a');
const LAST = Buffer.from('the end');
const WHOLE = Buffer.concat([FIRST, LAST]);
const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest();
let s3: S3Fixture;

beforeEach(() => {
  s3 = new S3Fixture();
  s3.service.createBucket('amzn-s3-demo-bucket');
});

afterEach(() => s3.service.close());

async function start(headers: Record<string, string> = {}): Promise<string> {
  const { body } = await s3.send('POST', `${URL}?uploads`, { headers });
  return textsOf(body, 'UploadId')[0] ?? '';
}

async function put(uploadId: string, number: number, body: Buffer, headers = {}): Promise<string> {
  const url = `${URL}?partNumber=${number}&uploadId=${uploadId}`;
  return (await s3.send('PUT', url, { body, headers })).headers.etag ?? '';
}

function complete(uploadId: string, parts: readonly string[], headers = {}) {
  const body = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
  return s3.send('POST', `${URL}?uploadId=${uploadId}`, { body, headers });
}

const part = (number: number, etag: string, more = '') =>
  `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag>${more}</Part>`;

function checksumOf(name: string, bytes: Buffer): string {
  const stream = findAlgorithm(name)?.start();
  stream?.update(bytes);
  return stream?.digest().toString('base64') ?? '';
}

/** Uploads the two parts, and returns them as elements of the completion. */
async function uploadBoth(uploadId: string): Promise<string[]> {
  return [part(2, await put(uploadId, 2, FIRST)), part(7, await put(uploadId, 7, LAST))];
}

describe('a completed upload', () => {
  test('is an object of its parts in order, with the headers of its start and an ETag with their number', async () => {
    const uploadId = await start({ 'content-type': 'text/plain', 'x-amz-meta-a': 'b' });
    const parts = await uploadBoth(uploadId);
    expect((await s3.send('GET', URL)).status).toBe(404);
    const { status, body } = await complete(uploadId, parts);
    const digest = createHash('md5').update(md5(FIRST)).update(md5(LAST)).digest('hex');
    expect([status, ...textsOf(body, 'ETag')]).toEqual([200, `&quot;${digest}-2&quot;`]);
    const get = await s3.send('GET', URL);
    expect(Buffer.from(get.body).equals(WHOLE)).toBe(true);
    expect(get.headers).toMatchObject({
      etag: `"${digest}-2"`,
      'content-type': 'text/plain',
      'x-amz-meta-a': 'b',
    });
  });

  test.each([
    ['&#34;', '&#34;'],
    ['&quot;', '&quot;'],
    ['', ''],
  ])('takes ETags in any quotes: %s', async (before, after) => {
    const uploadId = await start();
    const etag = (await put(uploadId, 1, LAST)).replaceAll('"', '');
    expect((await complete(uploadId, [part(1, before + etag + after)])).status).toBe(200);
  });

  test('can be read by ranges across its parts, and by the number of a part', async () => {
    const uploadId = await start();
    await complete(uploadId, await uploadBoth(uploadId));
    const across = { range: `bytes=${FIRST.length - 2}-${FIRST.length + 2}` };
    expect((await s3.send('GET', URL, { headers: across })).body.toString()).toBe('aathe');
    const last = await s3.send('GET', `${URL}?partNumber=7`);
    expect([last.status, last.body.toString()]).toEqual([206, 'the end']);
    expect(last.headers).toMatchObject({
      'content-range': `bytes ${FIRST.length}-${WHOLE.length - 1}/${WHOLE.length}`,
      'x-amz-mp-parts-count': '2',
    });
    const missing = await s3.send('GET', `${URL}?partNumber=3`);
    expect([missing.status, ...textsOf(missing.body, 'Code')]).toEqual([416, 'InvalidPartNumber']);
  });

  test('replaces parts that were uploaded again, and leaves out those that it does not name', async () => {
    const uploadId = await start();
    await put(uploadId, 1, FIRST);
    await put(uploadId, 2, Buffer.from('old'));
    const etag = await put(uploadId, 2, LAST);
    expect((await complete(uploadId, [part(2, etag)])).status).toBe(200);
    expect((await s3.send('GET', URL)).body.toString()).toBe('the end');
    expect((await complete(uploadId, [part(2, etag)])).status).toBe(404);
  });

  test.each([
    ['CRC64NVME', undefined, 'FULL_OBJECT', (name: string) => checksumOf(name, WHOLE)],
    ['CRC32', 'FULL_OBJECT', 'FULL_OBJECT', (name: string) => checksumOf(name, WHOLE)],
    ['CRC32C', 'FULL_OBJECT', 'FULL_OBJECT', (name: string) => checksumOf(name, WHOLE)],
    ['CRC32C', undefined, 'COMPOSITE', compositeOf],
    ['SHA1', undefined, 'COMPOSITE', compositeOf],
    ['SHA256', 'COMPOSITE', 'COMPOSITE', compositeOf],
  ])(
    'has the %s checksum of the type %s requested: %s',
    async (name, type, expectedType, expected) => {
      const uploadId = await start({
        'x-amz-checksum-algorithm': name,
        ...(type === undefined ? {} : { 'x-amz-checksum-type': type }),
      });
      const header = `x-amz-checksum-${name.toLowerCase()}`;
      const elements = [];
      for (const [number, bytes] of [
        [1, FIRST],
        [2, LAST],
      ] as const) {
        const value = checksumOf(name, bytes);
        const etag = await put(uploadId, number, bytes, { [header]: value });
        elements.push(part(number, etag, `<Checksum${name}>${value}</Checksum${name}>`));
      }
      const value = expected(name);
      const wrong = await complete(uploadId, elements, { [header]: checksumOf(name, LAST) });
      expect(textsOf(wrong.body, 'Code')).toEqual(['BadDigest']);
      const { body } = await complete(uploadId, elements, { [header]: value });
      expect(textsOf(body, `Checksum${name}`)).toEqual([value]);
      const headers = { 'x-amz-checksum-mode': 'ENABLED' };
      expect((await s3.send('HEAD', URL, { headers })).headers).toMatchObject({
        [header]: value,
        'x-amz-checksum-type': expectedType,
      });
      const byPart = await s3.send('HEAD', `${URL}?partNumber=2`, { headers });
      expect(byPart.headers[header]).toBe(checksumOf(name, LAST));
    },
  );

  function compositeOf(name: string): string {
    const parts = [FIRST, LAST].map((bytes) => Buffer.from(checksumOf(name, bytes), 'base64'));
    return `${checksumOf(name, Buffer.concat(parts))}-2`;
  }

  test('has S3’s default checksum if only its parts have another one', async () => {
    const uploadId = await start();
    const crc32 = { 'x-amz-checksum-crc32': checksumOf('CRC32', LAST) };
    await complete(uploadId, [part(1, await put(uploadId, 1, LAST, crc32))]);
    const headers = { 'x-amz-checksum-mode': 'ENABLED' };
    const head = await s3.send('HEAD', URL, { headers });
    expect(head.headers['x-amz-checksum-crc64nvme']).toBe(checksumOf('CRC64NVME', LAST));
  });
});

describe('an upload is not completed', () => {
  test.each([
    ['parts in another order', 'InvalidPartOrder', (all: string[]) => all.reverse()],
    ['a part twice', 'InvalidPartOrder', ([first = '']: string[]) => [first, first]],
    ['a part that was not uploaded', 'InvalidPart', () => [part(3, '"x"')]],
    ['a wrong ETag', 'InvalidPart', () => [part(2, `"${md5(LAST).toString('hex')}"`)]],
    ['no parts', 'MalformedXML', () => []],
    ['a part without a number', 'MalformedXML', () => ['<Part><ETag>x</ETag></Part>']],
    [
      'a wrong checksum of a part',
      'InvalidPart',
      ([first = '']: string[]) => [
        first.replace('</Part>', '<ChecksumCRC64NVME>AAAAAAAAAAA=</ChecksumCRC64NVME></Part>'),
      ],
    ],
  ])('with %s: %s', async (_, code, change) => {
    const uploadId = await start();
    const { body } = await complete(uploadId, change(await uploadBoth(uploadId)));
    expect(textsOf(body, 'Code')).toEqual([code]);
    expect((await s3.send('HEAD', URL)).status).toBe(404);
  });

  test('with a part before the last one of less than 5 MiB', async () => {
    const uploadId = await start();
    const small = FIRST.subarray(1);
    const parts = [part(1, await put(uploadId, 1, small)), part(2, await put(uploadId, 2, LAST))];
    const { status, body } = await complete(uploadId, parts);
    expect([status, ...textsOf(body, 'Code')]).toEqual([400, 'EntityTooSmall']);
    expect(textsOf(body, 'MinSizeAllowed')).toEqual([String(5 * MIB)]);
  });

  test.each([
    ['another size', 'InvalidRequest', { 'x-amz-mp-object-size': '1' }],
    ['another type of checksum', 'InvalidRequest', { 'x-amz-checksum-type': 'COMPOSITE' }],
    ['another algorithm', 'InvalidRequest', { 'x-amz-checksum-crc32': 'AAAAAA==' }],
  ])('if the request declares %s', async (_, code, headers) => {
    const uploadId = await start();
    const { body } = await complete(uploadId, await uploadBoth(uploadId), headers);
    expect(textsOf(body, 'Code')).toEqual([code]);
  });

  test('with If-None-Match if another request has written the object meanwhile', async () => {
    const uploadId = await start();
    const parts = await uploadBoth(uploadId);
    await s3.send('PUT', URL, { body: 'first' });
    const { status } = await complete(uploadId, parts, { 'if-none-match': '*' });
    expect([status, (await s3.send('GET', URL)).body.toString()]).toEqual([412, 'first']);
    expect((await complete(uploadId, parts)).status).toBe(200);
  });

  test('if the upload promised composite checksums and the request lacks them', async () => {
    const uploadId = await start({ 'x-amz-checksum-algorithm': 'SHA256' });
    const { body } = await complete(uploadId, await uploadBoth(uploadId));
    expect(textsOf(body, 'Message')[0]).toContain('must include the checksum for each part');
  });

  test('if the key exists and If-None-Match is *', async () => {
    const uploadId = await start();
    const parts = await uploadBoth(uploadId);
    s3.service.putObject('amzn-s3-demo-bucket', 'large', 'older');
    const { status } = await complete(uploadId, parts, { 'if-none-match': '*' });
    expect(status).toBe(412);
    expect((await s3.send('GET', URL)).body.toString()).toBe('older');
    expect((await complete(uploadId, parts)).status).toBe(200);
  });
});

test.each([
  ['FULL_OBJECT', 'SHA1'],
  ['COMPOSITE', 'CRC64NVME'],
])('the type %s cannot be used with %s', async (type, name) => {
  const headers = { 'x-amz-checksum-algorithm': name, 'x-amz-checksum-type': type };
  const { body } = await s3.send('POST', `${URL}?uploads`, { headers });
  expect(textsOf(body, 'Code')).toEqual(['InvalidRequest']);
});

test('a part must have the checksum of its upload', async () => {
  const uploadId = await start({ 'x-amz-checksum-algorithm': 'CRC32' });
  const headers = { 'x-amz-checksum-sha1': checksumOf('SHA1', LAST) };
  const url = `${URL}?partNumber=1&uploadId=${uploadId}`;
  const { body } = await s3.send('PUT', url, { body: LAST, headers });
  expect(textsOf(body, 'Message')[0]).toContain('expected checksum Type: crc32');
});

test.each([['0'], ['10001'], ['x']])('the part number %s is refused', async (number) => {
  const url = `${URL}?partNumber=${number}&uploadId=${await start()}`;
  expect(textsOf((await s3.send('PUT', url)).body, 'Code')).toEqual(['InvalidArgument']);
});

test('an aborted upload is gone, and so is an upload for another key', async () => {
  const uploadId = await start();
  await put(uploadId, 1, LAST);
  const other = `/amzn-s3-demo-bucket/other?uploadId=${uploadId}`;
  expect((await s3.send('DELETE', other)).status).toBe(404);
  expect((await s3.send('DELETE', `${URL}?uploadId=${uploadId}`)).status).toBe(204);
  for (const [method, query] of [
    ['PUT', `partNumber=1&uploadId=${uploadId}`],
    ['GET', `uploadId=${uploadId}`],
    ['DELETE', `uploadId=${uploadId}`],
  ] as const) {
    const { status, body } = await s3.send(method, `${URL}?${query}`);
    expect([status, ...textsOf(body, 'Code')]).toEqual([404, 'NoSuchUpload']);
  }
});

test('parts are listed in pages', async () => {
  const uploadId = await start();
  for (const number of [3, 1, 2]) {
    await put(uploadId, number, LAST);
  }
  const { body } = await s3.send('GET', `${URL}?uploadId=${uploadId}&max-parts=2`);
  expect(textsOf(body, 'PartNumber')).toEqual(['1', '2']);
  expect([textsOf(body, 'IsTruncated'), textsOf(body, 'NextPartNumberMarker')]).toEqual([
    ['true'],
    ['2'],
  ]);
  const url = `${URL}?uploadId=${uploadId}&part-number-marker=2`;
  const next = await s3.send('GET', url);
  expect([textsOf(next.body, 'PartNumber'), textsOf(next.body, 'IsTruncated')]).toEqual([
    ['3'],
    ['false'],
  ]);
});

test('uploads are listed in pages, by key and common prefix', async () => {
  for (const key of ['b', 'a/1', 'a/2', 'c']) {
    await s3.send('POST', `/amzn-s3-demo-bucket/${key}?uploads`);
  }
  const list = async (query: string) => {
    const { body } = await s3.send('GET', `/amzn-s3-demo-bucket?uploads&${query}`);
    return {
      keys: textsOf(body, 'Key'),
      prefixes: textsOf(body, 'Prefix').slice(1),
      next: [...textsOf(body, 'NextKeyMarker'), ...textsOf(body, 'NextUploadIdMarker')],
    };
  };
  expect((await list('')).keys).toEqual(['a/1', 'a/2', 'b', 'c']);
  expect(await list('prefix=a/')).toMatchObject({ keys: ['a/1', 'a/2'] });
  const page = await list('delimiter=/&max-uploads=2');
  expect(page).toMatchObject({ keys: ['b'], prefixes: ['a/'] });
  const [key, id] = page.next;
  const rest = await list(`delimiter=/&key-marker=${key}&upload-id-marker=${id}`);
  expect(rest).toMatchObject({ keys: ['c'], prefixes: [] });
  expect((await list('delimiter=/&key-marker=a/')).keys).toEqual(['b', 'c']);
});

test('a part can be copied from an object, whole or a range of it', async () => {
  s3.service.putObject('amzn-s3-demo-bucket', 'source', 'the source');
  const uploadId = await start();
  const copy = (headers: Record<string, string>) =>
    s3.send('PUT', `${URL}?partNumber=1&uploadId=${uploadId}`, {
      headers: { 'x-amz-copy-source': '/amzn-s3-demo-bucket/source', ...headers },
    });
  const { body } = await copy({ 'x-amz-copy-source-range': 'bytes=4-9' });
  const etag = `"${md5(Buffer.from('source')).toString('hex')}"`;
  expect(textsOf(body, 'ETag')).toEqual([etag.replaceAll('"', '&quot;')]);
  for (const range of ['bytes=4-10', 'bytes=4-', '4-9', 'bytes=5-4']) {
    const { body: refused } = await copy({ 'x-amz-copy-source-range': range });
    expect(textsOf(refused, 'Code')).toEqual(['InvalidArgument']);
  }
  expect((await complete(uploadId, [part(1, etag)])).status).toBe(200);
  expect((await s3.send('GET', URL)).body.toString()).toBe('source');
});

test('a deleted bucket takes its unfinished uploads with it', async () => {
  const uploadId = await start();
  expect((await s3.send('DELETE', '/amzn-s3-demo-bucket')).status).toBe(204);
  s3.service.createBucket('amzn-s3-demo-bucket');
  expect((await s3.send('GET', `${URL}?uploadId=${uploadId}`)).status).toBe(404);
});
