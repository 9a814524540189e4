import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PublishedAssets } from '../../src/cloudformation/published-assets.ts';
import { type LocalAws, startLocalAws } from '../../src/start.ts';

let aws: LocalAws;
let folder: string;
let assets: PublishedAssets;

beforeAll(async () => {
  aws = await startLocalAws();
});

afterAll(() => aws.close());

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'local-aws-test-asset-'));
  await writeFile(path.join(folder, 'index.js'), 'first');
  assets = new PublishedAssets('Sample', aws);
  await assets.publish(new Map([['a.zip', folder]]));
});

afterEach(async () => {
  await assets.remove();
  await rm(folder, { recursive: true, force: true });
});

const content = () => readFile(path.join(assets.folders.get('a.zip') ?? '', 'index.js'), 'utf8');

test('an asset outlives its cloud assembly', async () => {
  await rm(folder, { recursive: true });
  expect(await content()).toBe('first');
});

test('a published key is not overwritten, as in the bootstrap bucket', async () => {
  await writeFile(path.join(folder, 'index.js'), 'second');
  await assets.publish(new Map([['a.zip', folder]]));
  expect(await content()).toBe('first');
});

test('remove leaves no files', async () => {
  const copy = assets.folders.get('a.zip') ?? '';
  await assets.remove();
  expect(existsSync(path.dirname(copy))).toBe(false);
  expect(assets.folders.size).toBe(0);
});
