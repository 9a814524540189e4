import { buildAhead, bundlesOfSources } from '../../lib/function-builds.ts';
import { BUILD_ANEW } from '../../lib/kept-build.ts';

const FAILED = "The functions' code could not be built. See the messages above.";

beforeEach(() => {
  jest.replaceProperty(process, 'env', { ...process.env, [BUILD_ANEW]: '1' });
  // A program that ends with an exit code other than 0 and prints nothing.
  jest.replaceProperty(process, 'execPath', 'false');
});

afterEach(() => jest.restoreAllMocks());

test('a failed build stops a synthesis with a message', () => {
  expect(() => bundlesOfSources()).toThrow(FAILED);
});

test('a failed build stops a start with a message', async () => {
  await expect(buildAhead({ portal: true })).rejects.toThrow(FAILED);
});
