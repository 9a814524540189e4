import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { Content } from '../../src/s3/content/content.ts';
import { ContentStore } from '../../src/s3/content/content-store.ts';
import { JoinedContent } from '../../src/s3/content/joined-content.ts';

/** A file is deleted some turns of the event loop after the reader has stopped. */
const WAITS_MAX = 1_000;
const WAIT_MILLISECONDS = 5;

const LARGE = Buffer.alloc(100_000, 'abcdefghij');
let parent: string;
let store: ContentStore;

beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'content-store-test-'));
  store = new ContentStore(path.join(parent, 'state'));
});

afterEach(() => rmSync(parent, { recursive: true }));

async function read(content: Content, range?: { first: number; last: number }): Promise<Buffer> {
  const bytes = content.read(range);
  return bytes instanceof Readable ? buffer(bytes) : bytes;
}

function files(): string[] {
  return readdirSync(parent, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

const WAYS: [string, (bytes: Buffer) => Content | Promise<Content>][] = [
  ['at once', (bytes) => store.storeBytes(bytes)],
  ['in pieces', (bytes) => store.store(Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]))],
];

test.each(WAYS)('small contents stay in memory, stored %s', async (_, storeIt) => {
  const content = await storeIt(Buffer.from('hello, world'));
  expect(content.size).toBe(12);
  expect((await read(content)).toString()).toBe('hello, world');
  expect((await read(content, { first: 7, last: 8 })).toString()).toBe('wo');
  expect(readdirSync(parent)).toEqual([]);
});

test.each(WAYS)(
  'a large content is a file that only its owner reads, stored %s',
  async (_, storeIt) => {
    const content = await storeIt(LARGE);
    expect(content.size).toBe(LARGE.length);
    expect((await read(content)).equals(LARGE)).toBe(true);
    expect((await read(content, { first: 12, last: 14 })).toString()).toBe('cde');
    expect(files().map((file) => statSync(file).mode & 0o777)).toEqual([0o600]);
  },
);

test('discarded content is removed after its last reader has finished', async () => {
  const content = store.storeBytes(LARGE);
  const reader = content.read();
  content.discard();
  expect(files()).toHaveLength(1);
  expect(reader instanceof Readable && (await buffer(reader)).equals(LARGE)).toBe(true);
  expect(files()).toEqual([]);
});

test('joined contents are read as one, in ranges, and to their end even if they are discarded meanwhile', async () => {
  const parts = [LARGE, Buffer.from('12345'), LARGE].map((bytes) => store.storeBytes(bytes));
  const joined = new JoinedContent(parts);
  const last = LARGE.length + 6;
  expect(joined.size).toBe(2 * LARGE.length + 5);
  const slice = await read(joined, { first: LARGE.length - 1, last });
  expect(slice.toString()).toBe('j12345ab');
  expect((await read(joined, { first: last, last: joined.size - 1 })).length).toBe(
    LARGE.length - 1,
  );
  const reader = joined.read();
  joined.discard();
  expect((await buffer(reader)).length).toBe(joined.size);
  expect(files()).toEqual([]);
});

test('a reader that stops early frees its content', async () => {
  const joined = new JoinedContent([store.storeBytes(LARGE), store.storeBytes(LARGE)]);
  const reader = joined.read();
  await reader[Symbol.asyncIterator]().next();
  joined.discard();
  expect(files()).toHaveLength(2);
  reader.destroy();
  await once(reader, 'close');
  for (let waits = 0; files().length > 0 && waits < WAITS_MAX; waits += 1) {
    await setTimeout(WAIT_MILLISECONDS);
  }
  expect(files()).toEqual([]);
});

test('a content whose pieces fail leaves nothing behind', async () => {
  async function* failing() {
    yield LARGE;
    throw new Error('a fault of our own');
  }
  await expect(store.store(failing())).rejects.toThrow('a fault of our own');
  expect(files()).toEqual([]);
});

test('close removes all files, and a folder is made only for the first file', () => {
  expect(readdirSync(parent)).toEqual([]);
  store.storeBytes(LARGE);
  store.close();
  expect(readdirSync(path.join(parent, 'state'))).toEqual([]);
});
