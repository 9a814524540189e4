import { withoutCollisions } from '../../src/storage/copy-handler.ts';

const config = {
  bucket: 'reports',
  region: 'us-east-1',
  credentials: () => Promise.reject(new Error('not asked')),
};

test('files that would replace each other are not copied', async () => {
  const copied: string[] = [];
  const copy = withoutCollisions(({ data }) => {
    copied.push(data.sourceKey);
    return { result: Promise.resolve({ status: 'COMPLETE', value: { key: data.key } }) };
  });
  const all = ['a/notes.txt', 'b/notes.txt', 'b/plan.txt'].map((sourceKey) => {
    const fileKey = sourceKey.slice(2);
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
  expect(outcomes.map(({ status }) => status)).toEqual(['FAILED', 'FAILED', 'COMPLETE']);
  expect(copied).toEqual(['b/plan.txt']);
});
