import path from 'node:path';
import { type EverydayClient, PUTTING, READING, READING_AND_WRITING } from '../everyday-client.ts';

const PROGRAM = path.resolve('verification/clients/everyday/programs/fsspec_operations.py');

const fsspec = (operation: string) =>
  `python3 '${PROGRAM}' ${operation} "$BUCKET" "$FOLDER" "$ENDPOINT"`;

export const FSSPEC: EverydayClient = {
  name: 'fsspec with s3fs',
  config: 'fsspec',
  program: 'python3',
  versionArguments: ['-c', 'import s3fs; print(s3fs.__version__)'],
  versionPattern: /^([\d.]+)$/m,
  runsCode: 'python3',
  operations: [
    { name: 'ls', works: READING, command: fsspec('ls') },
    {
      name: 'put_file, 100 MB',
      works: PUTTING,
      command: fsspec('put'),
      writes: { 'up.bin': 'big.bin' },
    },
    {
      name: 'get_file, 9 MB',
      works: READING,
      command: `${fsspec('get')} && cmp mid.bin down.bin`,
    },
    {
      name: 'open and write',
      works: PUTTING,
      command: fsspec('open'),
      writes: { 'up.txt': 'small.txt' },
    },
    {
      name: 'mv',
      works: READING_AND_WRITING,
      command: fsspec('mv'),
      writes: { 'moved.txt': 'small.txt' },
      deletes: ['seed/to-move.txt'],
    },
    {
      name: 'rm, recursive',
      works: READING_AND_WRITING,
      command: fsspec('rm'),
      deletes: ['seed/old/one.txt', 'seed/old/two.txt'],
      // s3fs ignores the errors in the answer to DeleteObjects.
      whenRefused: 'exits with 0',
    },
  ],
};
