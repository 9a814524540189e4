import { gzipSync } from 'node:zlib';
import { buildPortal, type PortalFile } from '../build/build.ts';

/** Bytes of all files as the portal function sends them. */
const GZIP_MAX_BYTES = 330 * 1024;

let files: readonly PortalFile[];

beforeAll(async () => {
  files = await buildPortal();
});

function text(name: string): string {
  const file = files.find((each) => each.name === name);
  return Buffer.from(file?.body ?? []).toString('utf8');
}

test('the page refers to every other file by its hashed name', () => {
  const [index, ...others] = files;
  expect(index?.name).toBe('index.html');
  for (const { name } of others) {
    expect(name).toMatch(/^app-[A-Z0-9]{8}\.(?:js|css)$/);
    expect(text('index.html')).toContain(`"/portal/${name}"`);
  }
  expect(others).toHaveLength(2);
});

test('the page has no inline script or style, which its Content-Security-Policy forbids', () => {
  expect(text('index.html')).not.toMatch(/<style|style=|<script(?![^>]* src=)| on\w+=/);
});

test(`all files together have at most ${GZIP_MAX_BYTES / 1024} KiB, compressed`, () => {
  const bytes = files.map(({ body }) => gzipSync(body, { level: 9 }).length);
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(GZIP_MAX_BYTES);
});

test('two builds make the same files', async () => {
  expect(await buildPortal()).toEqual(files);
});
