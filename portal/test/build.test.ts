import { gzipSync } from 'node:zlib';
import { withBucketInPath, withLocalS3, withoutGuess } from '../build/amplify-plugin.ts';
import { buildPortal, type PortalFile } from '../build/build.ts';
import { COMPRESSED_MAX_BYTES } from '../build/size-limit.ts';

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
    expect(name).toMatch(/^app-[0-9a-f]{16}\.(?:js|css)$/);
    expect(text('index.html')).toContain(`"/portal/${name}"`);
  }
  expect(others).toHaveLength(2);
});

test('the page has no inline script or style, which its Content-Security-Policy forbids', () => {
  expect(text('index.html')).not.toMatch(/<style|style=|<script(?![^>]* src=)| on\w+=/);
});

test(`all files together have at most ${COMPRESSED_MAX_BYTES / 1024} KiB, compressed`, () => {
  const bytes = files.map(({ body }) => gzipSync(body, { level: 9 }).length);
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(COMPRESSED_MAX_BYTES);
});

test("the build fails when Amplify's S3 client no longer has the function that it changes, or has it twice", () => {
  const resolver = 'const endpointResolver = (options, apiInput) => {\n};\n';
  const check = 'const isPathFolder = async (params) => {\n};\n';
  expect(withLocalS3(resolver)).toContain('function endpointResolver(');
  expect(withoutGuess(check)).toContain('return params.key.endsWith("/");');
  expect(withBucketInPath("    url.pathname = '/';\n")).toBe('');
  expect(() => withBucketInPath(check)).toThrow('has 0 matches');
  expect(() => withLocalS3(check)).toThrow('has 0 matches');
  expect(() => withLocalS3(resolver + resolver)).toThrow('has 2 matches');
  expect(() => withoutGuess(resolver)).toThrow('has 0 matches');
});
