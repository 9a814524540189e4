import { checkedCopy } from '../../src/storage/copy-handler.ts';

const config = {
  bucket: 'reports',
  region: 'us-east-1',
  credentials: () => Promise.reject(new Error('not asked')),
};

/** Copies these files into the folder `c`. Returns the keys that the handler got, and the outcomes. */
async function copyOf(...sourceKeys: readonly string[]) {
  const copied: string[] = [];
  const copy = checkedCopy(({ data }) => {
    copied.push(data.sourceKey);
    return { result: Promise.resolve({ status: 'COMPLETE', value: { key: data.key } }) };
  });
  const all = sourceKeys.map((sourceKey) => {
    const fileKey = sourceKey.slice(sourceKey.lastIndexOf('/') + 1);
    return {
      id: sourceKey,
      key: `c/${fileKey}`,
      fileKey,
      sourceKey,
      eTag: '',
      size: 1,
      lastModified: new Date(0),
    };
  });
  const outcomes = await Promise.all(all.map((data) => copy({ config, data, all }).result));
  return { copied, outcomes };
}

test('files that would replace each other are not copied', async () => {
  const { copied, outcomes } = await copyOf('a/notes.txt', 'b/notes.txt', 'b/plan.txt');
  expect(outcomes.map(({ status }) => status)).toEqual(['FAILED', 'FAILED', 'COMPLETE']);
  expect(copied).toEqual(['b/plan.txt']);
});

test.each(['/a.txt', 'a/../b.txt'])('a file with the key %s is not copied', async (key) => {
  const { copied, outcomes } = await copyOf(key);
  expect(outcomes).toEqual([
    { status: 'FAILED', message: expect.stringContaining('use another program.') },
  ]);
  expect(copied).toEqual([]);
});
