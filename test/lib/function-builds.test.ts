import { buildAhead, bundlesOfSources, portalOfSources } from '../../lib/function-builds.ts';
import { BUILD_ANEW } from '../../lib/kept-build.ts';

const FAILED = "The functions' code could not be built. See the messages above.";

beforeEach(() => {
  jest.replaceProperty(process, 'env', { ...process.env, [BUILD_ANEW]: '1' });
});

/** Replaces Node.js by a program that ends with an exit code other than 0 and prints nothing. */
const failBuilds = () => jest.replaceProperty(process, 'execPath', 'false');

afterEach(() => jest.restoreAllMocks());

test('a failed build stops a synthesis with a message', () => {
  failBuilds();
  expect(() => bundlesOfSources()).toThrow(FAILED);
});

test('a failed build ahead of a synthesis stops it with a message', async () => {
  failBuilds();
  await expect(buildAhead({ portal: true })).rejects.toThrow(FAILED);
});

test('a synthesis uses what was built ahead', async () => {
  await buildAhead({ portal: true });
  failBuilds();
  expect(bundlesOfSources()['broker.ts']).toHaveProperty(['index.js']);
  expect(portalOfSources()).toContain('index.html');
});
