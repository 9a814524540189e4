import { withoutFalseSuccess } from '../../src/storage/delete-handler.ts';

type Handler = Parameters<typeof withoutFalseSuccess>[0];

const config = {
  bucket: 'reports',
  region: 'us-east-1',
  credentials: () => Promise.reject(new Error('not asked')),
};

/** A handler of Amplify that reports success, and failures of some files by the way. */
function amplify(failureCount: number) {
  const deleted: string[] = [];
  const handler: Handler = ({ data, options }) => {
    deleted.push(data.key);
    options?.onProgress?.(data, { successCount: 1, failureCount });
    return { result: Promise.resolve({ status: 'COMPLETE', value: { key: data.key } }) };
  };
  return { deleted, handler: withoutFalseSuccess(handler) };
}

function remove(handler: Handler, key: string, type: 'FILE' | 'FOLDER') {
  const data = { id: '1', key, type };
  return handler({ config, data, all: [data] }).result;
}

test('a file and a folder are deleted', async () => {
  const { deleted, handler } = amplify(0);
  expect(await remove(handler, 'notes', 'FILE')).toMatchObject({ status: 'COMPLETE' });
  expect(await remove(handler, 'notes/', 'FOLDER')).toMatchObject({ status: 'COMPLETE' });
  expect(deleted).toEqual(['notes', 'notes/']);
});

test('a file whose key ends in a slash is not deleted, because Amplify would delete a folder', async () => {
  const { deleted, handler } = amplify(0);
  expect(await remove(handler, 'notes/', 'FILE')).toMatchObject({ status: 'FAILED' });
  expect(deleted).toEqual([]);
});

test('a folder some of whose files were not deleted is a failure', async () => {
  const { handler } = amplify(2);
  expect(await remove(handler, 'notes/', 'FOLDER')).toEqual({
    status: 'FAILED',
    message: 'S3 did not delete 2 of the files.',
  });
});
